using System.Globalization;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;

namespace Sidecar.Benchmarks;

/// <summary>
/// Our side of the parser benchmark: for each line on stdin it parses a file in memory once, on one thread, and prints
/// processor seconds, records, the sum of the integers and of the text lengths of 22 fields, as <c>peers/simdjson/parse.cpp</c> does.
/// </summary>
internal static class ParseRounds
{
    private static readonly string[] s_integers =
        ["flow_id", "src_port", "dest_port", "flow.bytes_toserver", "flow.bytes_toclient", "flow.pkts_toserver", "flow.pkts_toclient"];

    private static readonly string[] s_texts =
    [
        "timestamp", "event_type", "src_ip", "dest_ip", "proto", "app_proto", "flow.start", "flow.state", "flow.reason",
        "http.hostname", "http.url", "http.http_user_agent", "http.http_refer", "tls.sni", "tls.ja3.hash",
    ];

    public static int Run(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        var parser = new EveParser(FieldTable.Compile([.. s_integers, .. s_texts]));
        Console.Error.WriteLine($"eve-sidecar, kernel {JsonKernels.Name(parser.Kernel)}");
        while (Console.ReadLine() is not null)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            (long records, long integers, long text) = ReadAll(parser, file);
            double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F6} {records} {integers} {text}"));
        }

        return 0;
    }

    private static (long Records, long Integers, long Text) ReadAll(EveParser parser, ReadOnlySpan<byte> file)
    {
        // Locals: a field would be read again in each round of each loop.
        int integerCount = s_integers.Length, slotCount = s_integers.Length + s_texts.Length;
        long records = 0, integers = 0, texts = 0;
        byte[] scratch = [];
        while (!file.IsEmpty)
        {
            EveStatus status = parser.ParseFirst(file, out EveRecord record, out int length);
            file = file[Math.Min(length + 1, file.Length)..];
            if (status != EveStatus.Ok)
                continue;

            records++;
            for (int slot = 0; slot < integerCount; slot++)
                integers += record.TryGetInt64(slot, out long value) ? value : 0;
            for (int slot = integerCount; slot < slotCount; slot++)
                texts += record.TryGetText(slot, out EveText text) ? text.Canonical(ref scratch).Length : 0;
        }

        return (records, integers, texts);
    }
}
