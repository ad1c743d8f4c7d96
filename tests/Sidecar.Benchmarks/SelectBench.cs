using System.Diagnostics;

namespace Sidecar.Benchmarks;

/// <summary>
/// <c>select</c> of the published binary beside jq on the same file and fields: as text, and packed as rotated logs are,
/// where jq gets what gzip and zstd unpack. By the clock, and with the same lines as result.
/// </summary>
internal static class SelectBench
{
    private const int Records = 400_000;
    private const string Fields = "timestamp,event_type,src_ip,dest_ip,http.hostname,tls.sni,flow.bytes_toserver";

    public static void Run(Table table)
    {
        string folder = Directory.CreateTempSubdirectory("eve-sidecar-bench-").FullName;
        try
        {
            string file = Path.Combine(folder, "eve.ndjson");
            using (FileStream eve = File.Create(file))
            {
                EveMix.Write(eve, Records, EveMix.PerSecond);
            }

            Shell($"gzip -k '{file}'; zstd -qk '{file}'");
            string binary = Path.Combine(BinaryBench.Root(), "out", "eve-sidecar");
            string program = $"[{string.Join(',', Fields.Split(',').Select(field => "." + field))}]|@tsv";
            foreach ((string name, string unpack) in (ReadOnlySpan<(string, string)>)[("", "cat"), (".gz", "gzip -dc"), (".zst", "zstd -dcq")])
            {
                string ours = $"'{binary}' select --quiet {Fields} '{file}{name}'";
                string theirs = name.Length == 0 ? $"jq -r '{program}' '{file}'" : $"{unpack} '{file}{name}' | jq -r '{program}'";
                Shell($"{ours} > '{folder}/ours'; {theirs} > '{folder}/theirs'; cmp '{folder}/ours' '{folder}/theirs'");
                double[] seconds = Rounds.Median(new FileInfo(file).Length, Records, () => Shell($"{ours} > /dev/null"), () => Shell($"{theirs} > /dev/null"));
                table.Add(
                    $"the binary: select 7 fields, .ndjson{name} of {Records / 1e6:0.0} M records", $"{new FileInfo(file).Length / seconds[0] / 1e9:0.00} GB/s of text",
                    $"{(name.Length == 0 ? "" : $"{unpack} and ")}jq: {new FileInfo(file).Length / seconds[1] / 1e9:0.000} GB/s", $"{seconds[1] / seconds[0]:0.0}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Shell(string line)
    {
        using Process shell = Process.Start("sh", ["-ec", line]);
        shell.WaitForExit();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"{line}: ended with {shell.ExitCode}");
    }
}
