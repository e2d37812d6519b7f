using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>What a command does when Entra has no time or no answer: the same command again later. Redelivery alone would use up its attempts within seconds.</summary>
internal static class DirectoryTrouble
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>When Entra does not say: Conditional Access allows one request a second and gives no Retry-After.</summary>
    public static readonly TimeSpan WhenThrottled = TimeSpan.FromSeconds(2);

    public static async Task<Outcome> OrLaterAsync(Func<Task<Outcome>> work)
    {
        try
        {
            return await work();
        }
        catch (EntraException trouble) when (trouble.Fault is EntraFault.Throttled or EntraFault.Transient)
        {
            return Outcome.Retry(trouble.RetryAfter ?? (trouble.Fault is EntraFault.Throttled ? WhenThrottled : Pause));
        }
    }
}
