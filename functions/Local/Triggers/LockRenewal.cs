using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Local.Triggers;

/// <summary>Keeps a message locked while its function runs, for at most <c>maxAutoLockRenewalDuration</c>. In virtual time a call takes no time: nothing to renew.</summary>
internal sealed class LockRenewal : IDisposable
{
    private readonly ITimer? _timer;

    private LockRenewal(ITimer? timer) => _timer = timer;

    public static LockRenewal Start(Broker broker, LockedMessage locked, TimeSpan longest, TimeProvider? time)
    {
        if (time is null)
        {
            return new LockRenewal(null);
        }

        var started = time.GetUtcNow();
        var every = (locked.LockedUntil - started) / 2;
        return new LockRenewal(every <= TimeSpan.Zero ? null : time.CreateTimer(_ => Renew(), null, every, every));

        void Renew()
        {
            if (time.GetUtcNow() - started < longest)
            {
                _ = RenewAsync(broker, locked);
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    private static async Task RenewAsync(Broker broker, LockedMessage locked)
    {
        try
        {
            await broker.RenewAsync(locked, CancellationToken.None);
        }
        catch (MessageLockLostException)
        {
            // Settled, or taken over: the function finds out when it settles.
        }
    }
}
