using Sidecar.Config;
using Sidecar.Engine;

namespace Sidecar.Cli;

/// <summary>
/// What SIGHUP does: reads the configuration again and lets the running engine go on with it. Refused as a whole when it
/// is wrong, or when something in it needs a restart: then all stays as it was. Used by the main thread.
/// </summary>
/// <param name="running">What the engine runs with.</param>
/// <param name="read">Reads the configuration from where it was read at the start.</param>
/// <param name="apply">Hands accepted options to the engine.</param>
internal sealed class Reload(EngineOptions running, Func<EngineOptions> read, Action<EngineOptions> apply)
{
    private EngineOptions _running = running;

    /// <summary>Says what came of it, in one line behind those of the faults.</summary>
    public void Run()
    {
        if (Failure.Catch(Take) != ExitCode.Done)
        {
            Failure.Say("SIGHUP: nothing was changed, the sidecar goes on as before");
        }
    }

    private int Take()
    {
        EngineOptions wanted = read();
        EngineOptions retuned = _running.RetunedBy(wanted);
        List<string> needRestart = [.. OptionsDiffering.Between(retuned, wanted)];
        if (needRestart.Count > 0)
        {
            throw new ConfigurationException([$"{string.Join(", ", needRestart)}: takes a restart"]);
        }

        List<string> changed = [.. OptionsDiffering.Between(_running, wanted)];
        _running = retuned;
        apply(retuned);
        Failure.Say(changed.Count == 0 ? "SIGHUP: the configuration is the same" : $"SIGHUP: from now on: {string.Join(", ", changed)}");
        return ExitCode.Done;
    }
}
