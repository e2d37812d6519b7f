using System.Globalization;
using NhiEvents.Embedded.Tenant.Seeding;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>Somebody tries the right passwords of service accounts, one after the other, from a country where none of them ever was. Of those that have worked long enough to be known.</summary>
/// <param name="Count">Accounts at which only what comes after the password stops them.</param>
/// <param name="Pause">Between two accounts.</param>
/// <param name="LearnFor">How long an account must have worked to be known; null: two weeks, as the system has it unless told otherwise.</param>
public sealed record AttackAccounts(TimeSpan At, int Count, TimeSpan Pause, TimeSpan? LearnFor = null) : ScenarioAct(At)
{
    private static readonly TimeSpan TwoWeeks = TimeSpan.FromDays(14);

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        var left = world.PickAccounts("attacked", int.MaxValue).Where(account => account.Enabled && world.Attacks.AttackedAt(account.Id) is null && world.Attacks.IsKnown(account.Id, LearnFor ?? TwoWeeks, now)).ToList();
        foreach (var account in left)
        {
            var tried = world.Tenant.SignIn(Intrusions.AsUser(account, world.Store.Read(account.Id), Places.Attacker(7)));
            if (!tried.Succeeded)
            {
                world.Attacks.Stopped(account, tried.RecordId, now);
                break;
            }

            // Whoever is excluded lets them in.
            world.Attacks.GotIn(account.Id, account.DisplayName, tried.RecordId, now);
        }

        var stopped = world.Attacks.Truths().Count;
        if (step == 0)
        {
            world.Tell(new Happening.Act(now, string.Create(CultureInfo.InvariantCulture, $"Somebody tries the right passwords of {Count} service accounts from a new country.")));
        }

        return stopped < Count && left.Count > 0 ? now + Pause : null;
    }
}
