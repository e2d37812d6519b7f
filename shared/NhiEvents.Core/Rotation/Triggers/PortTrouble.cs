using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Rotation.Triggers;

/// <summary>What to do with a message when a port does not answer while it is being decided.</summary>
internal static class PortTrouble
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    public static async Task<Outcome> OrLaterAsync(Func<Task<Outcome>> work)
    {
        try
        {
            return await work();
        }
        catch (EntraException trouble) when (trouble.Fault is EntraFault.Throttled or EntraFault.Transient)
        {
            return Outcome.Retry(trouble.RetryAfter ?? Pause);
        }
        catch (VaultException trouble) when (trouble.Fault is VaultFault.Throttled or VaultFault.Transient)
        {
            return Outcome.Retry(trouble.RetryAfter ?? Pause);
        }
    }
}
