using Sidecar.Config;

namespace Sidecar.Cli;

/// <summary>Turns what went wrong into one line for the person and an exit code; whatever is not foreseen is a bug and crashes.</summary>
internal static class Failure
{
    public static int Catch(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (ConfigurationException e)
        {
            foreach (string fault in e.Faults)
            {
                Say(fault);
            }

            return ExitCode.Usage;
        }
        catch (PlatformNotSupportedException e)
        {
            // The environment asked for a kernel that this build or this processor has not.
            Say(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InsufficientMemoryException)
        {
            Say(e.Message);
            return ExitCode.Failed;
        }
    }

    public static void Say(string message) => Console.Error.WriteLine($"eve-sidecar: {Printable.Text(message)}");
}
