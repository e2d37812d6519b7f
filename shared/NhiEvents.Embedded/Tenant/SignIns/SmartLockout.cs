using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>
/// Locks an account after too many different wrong passwords: 10 by default, for 60 seconds at first, then longer. The last three wrong passwords do not
/// count again, and places that the account is used from have a counter of their own.
/// </summary>
internal sealed class SmartLockout(ObjectStore objects)
{
    private const int RememberedPasswords = 3;
    private const int RememberedNetworks = 8;
    private static readonly TimeSpan LongestLockout = TimeSpan.FromHours(8);

    public bool IsLocked(string userId, Place place, DateTimeOffset now) =>
        objects.Lockouts.TryGetValue(userId, out var state) && CounterOf(state, place).LockedUntil > now;

    public void CountWrong(string userId, string passwordHash, Place place, DateTimeOffset now)
    {
        var state = objects.Lockouts.GetValueOrDefault(userId) ?? new LockoutState { Id = userId };
        if (state.LastWrong.Contains(passwordHash))
        {
            return;
        }

        var remembered = state.LastWrong.Add(passwordHash);
        state = state with { LastWrong = remembered.Length > RememberedPasswords ? remembered.RemoveAt(0) : remembered };
        var counter = Count(CounterOf(state, place), now);
        objects.Put(IsFamiliar(state, place) ? state with { Familiar = counter } : state with { Unfamiliar = counter });
    }

    public void CountRight(string userId, Place place)
    {
        var state = objects.Lockouts.GetValueOrDefault(userId) ?? new LockoutState { Id = userId };
        var familiar = IsFamiliar(state, place);
        if (familiar && state.Familiar == LockoutCounter.Zero)
        {
            return; // nothing to forget and nothing to learn
        }

        var networks = familiar ? state.FamiliarNetworks : state.FamiliarNetworks.Add(place.AutonomousSystem);
        objects.Put(state with
        {
            FamiliarNetworks = networks.Length > RememberedNetworks ? networks.RemoveAt(0) : networks,
            Familiar = familiar ? LockoutCounter.Zero : state.Familiar,
            Unfamiliar = familiar ? state.Unfamiliar : LockoutCounter.Zero,
        });
    }

    private LockoutCounter Count(LockoutCounter counter, DateTimeOffset now)
    {
        var failures = counter.Failures + 1;
        if (failures < objects.Settings.LockoutThreshold)
        {
            return counter with { Failures = failures };
        }

        var longer = objects.Settings.LockoutDuration * Math.Pow(2, Math.Min(counter.Lockouts, 16));
        return new LockoutCounter(0, counter.Lockouts + 1, now + (longer < LongestLockout ? longer : LongestLockout));
    }

    private static LockoutCounter CounterOf(LockoutState state, Place place) => IsFamiliar(state, place) ? state.Familiar : state.Unfamiliar;

    private static bool IsFamiliar(LockoutState state, Place place) => state.FamiliarNetworks.Contains(place.AutonomousSystem);
}
