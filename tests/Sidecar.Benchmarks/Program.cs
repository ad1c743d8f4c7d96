using System.Globalization;
using Sidecar.Benchmarks;

if (args is ["network", .. string[] seeds])
    return NetworkBench.Print(seeds);

if (args is ["parse", string file])
    return ParseRounds.Run(file);
if (args is ["learn", string points, string columns, string k])
    return LearningRounds.Run(points, Number(columns), Number(k));

if (args is ["window"])
{
    WindowBench.Run(new Table());
    return 0;
}

if (args is ["flows"])
{
    FlowBench.Run(new Table(), whole: false);
    return 0;
}

if (args is ["eve", string name, string count, string perSecond])
{
    using FileStream made = File.Create(name);
    EveMix.Write(made, Number(count), Number(perSecond));
    return 0;
}

if (args is ["socket"])
{
    SocketBench.Run(new Table());
    return 0;
}

if (args is ["page"])
{
    PageBench.Run(new Table());
    return 0;
}

if (args is ["bypass"])
{
    BypassBench.Run(new Table());
    return 0;
}

if (args is ["select"])
{
    SelectBench.Run(new Table());
    return 0;
}

if (args is ["compress"])
{
    CompressionBench.Run(new Table(), StateBench.ProfileSections());
    return 0;
}

if (args is ["pause"])
{
    StateBinaryBench.Run(new Table());
    return 0;
}

if (args is ["state"])
{
    Table states = new();
    StateBench.Run(states);
    StateLoadBench.Run(states);
    return 0;
}

if (args is ["state-load"])
{
    StateLoadBench.Run(new Table());
    return 0;
}

const int records = 300_000;
byte[] eve = EveMix.Make(records, EveMix.PerSecond);
Console.WriteLine($"{records} records, {eve.Length / 1e6:0} MB");

if (args is ["parse"])
{
    Table parse = new();
    ParseBench.Run(parse, eve);
    ParsePeerBench.Run(parse, eve);
    return 0;
}

if (args is ["binary"])
{
    EngineBench.Run(new Table(), eve);
    BinaryBench.Run(new Table(), eve);
    return 0;
}

Table table = new();
ParseBench.Run(table, eve);
ParsePeerBench.Run(table, eve);
EngineBench.Run(table, eve);
SocketBench.Run(table);
PageBench.Run(table);
FlowBench.Run(table, whole: true);
WindowBench.Run(table);
LearningBench.Run(table);
LearningPeerBench.Run(table);
StateBench.Run(table);
BinaryBench.Run(table, eve);
SelectBench.Run(table);
StateBinaryBench.Run(table);
BypassBench.Run(table);
StateLoadBench.Run(table);
// Half an hour of sifting, in which no time is taken.
if (args is not ["speed"])
{
    NetworkBench.Run(table);
}

table.Write(Path.Combine(BinaryBench.Root(), "tests", "Sidecar.Benchmarks", "Results"));
return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
