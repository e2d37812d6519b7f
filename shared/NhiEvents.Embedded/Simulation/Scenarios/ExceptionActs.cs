using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Simulation.Actors;
using NhiEvents.Embedded.Simulation.Tickets;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>Owners of service accounts that the MFA policy broke ask for an exception; somebody else approves.</summary>
/// <param name="Lasts">From the request to the end.</param>
/// <param name="ApprovedAfter">From the request to the approval.</param>
/// <param name="InTickets">They name the ticket in which they were told, and the approver says so there: the ticket system calls us.</param>
/// <param name="TakenBackAfter">From the approval until every second one is taken back there, before its end; null: none is.</param>
public sealed record AskForExceptions(TimeSpan At, int Count, TimeSpan Lasts, TimeSpan ApprovedAfter, bool InTickets = false, TimeSpan? TakenBackAfter = null) : ScenarioAct(At)
{
    internal override bool NeedsExceptions => true;

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        if (step > 0)
        {
            var asked = world.Exceptions.AskedAt(world.Start + At);
            foreach (var request in step == 1 ? asked : asked.Where((_, i) => i % 2 == 0))
            {
                Decide(world, request, step == 1 ? TicketWord.Approve : TicketWord.Revoke, now);
            }

            return step == 1 && InTickets ? now + TakenBackAfter : null;
        }

        var chosen = world.Broken.Where(truth => truth.Why is Breakage.ChallengeDemanded && Commands.IsEligible(world, truth.IdentityId)).Select(truth => truth.IdentityId).Distinct().Take(Count).ToList();
        chosen.ForEach(identity => world.Exceptions.Asked(Commands.Request(world, identity, world.Ids.MfaForEveryone, world.Setting.Requester, now, now + Lasts, ticket: InTickets ? world.TicketOf(identity) : null)));
        return now + ApprovedAfter;
    }

    private static void Decide(World world, RequestExemption request, TicketWord word, DateTimeOffset now)
    {
        if (request.Ticket is { } ticket)
        {
            world.Call(new TicketCall(word, ticket, request.IdentityId, Core.Exceptions.ExemptionIds.Of(request), world.Setting.ApproverAccounts[0], now));
        }
        else
        {
            Commands.Approve(world, request, 0);
        }
    }
}

/// <summary>A workload policy that blocks one application is switched on by its owner, who asks for an exception that stands in the policy's own list; two approve.</summary>
public sealed record AskForListEntry(TimeSpan At, TimeSpan Lasts) : ScenarioAct(At)
{
    internal const string Attribute = "Batch.Kept";

    internal const string AttributeValue = "out";

    /// <summary>Whoever has the attribute is let out of the policy; nobody has it at first.</summary>
    internal const string FilterRule = $"CustomSecurityAttribute.Batch_Kept -eq \"{AttributeValue}\"";

    internal override bool NeedsExceptions => true;

    internal override void Prepare(World world)
    {
        var principal = PrincipalOf(world);
        var policy = new PolicyJson(world.Setting.ListPolicy, "CA021 Block listed service principals outside the data centre")
        {
            ServicePrincipals = [principal.Id],
            IncludeLocations = ["All"],
            ExcludeLocations = [world.Ids.DataCentreLocation],
            Controls = ["block"],
            ServicePrincipalFilter = FilterRule,
        };
        world.Tenant.Administration.Seed([new PolicyDocument { Id = policy.Id, Json = policy.ToString() }]);
    }

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        var principal = PrincipalOf(world);
        var request = Commands.Request(world, principal.Id, world.Setting.ListPolicy, world.Setting.Requester, world.Start + At, world.Start + At + Lasts, Places.CloudRange);
        if (step > 0)
        {
            Commands.Approve(world, request, step - 1);
        }

        return step < 2 ? now + TimeSpan.FromMinutes(5) : null;
    }

    internal static TenantServicePrincipal PrincipalOf(World world) =>
        world.PickApplications("listed", int.MaxValue).Select(application => world.Tenant.Administration.FindServicePrincipal(application.AppId)!).First(principal => !principal.MultiTenant);
}

/// <summary>Somebody who holds the right password of service accounts asks for exceptions in their name and from their own network, and approves them in the ticket.</summary>
/// <param name="LearnFor">How long an account must have worked to be known.</param>
public sealed record AskForAttacked(TimeSpan At, int Count, TimeSpan LearnFor) : ScenarioAct(At)
{
    internal override bool NeedsExceptions => true;

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        var known = world.PickAccounts("stolen", int.MaxValue).Where(account => account.Enabled && !world.Exceptions.IsAsked(account.Id) && world.Attacks.IsKnown(account.Id, LearnFor, now));
        foreach (var account in known.Take(Count).ToList())
        {
            world.Exceptions.Attacked(account.Id);
            var tried = world.Tenant.SignIn(Intrusions.AsUser(account, world.Store.Read(account.Id), Places.Attacker(7)));
            if (!tried.Succeeded)
            {
                world.Attacks.Stopped(account, tried.RecordId, now);
            }

            var asked = Commands.Request(world, account.Id, world.Ids.MfaForEveryone, account.Id, now, now.AddDays(2), "240.7.0.0/16");
            if (world.TicketOf(account.Id) is { } ticket)
            {
                world.Call(new TicketCall(TicketWord.Approve, ticket, account.Id, Core.Exceptions.ExemptionIds.Of(asked), account.Id, now));
            }

            world.Tell(new Happening.Act(now, $"Somebody with the password of {account.UserPrincipalName} asks for an exception in its name."));
        }

        return null;
    }
}

/// <summary>Commands as the portal sends them for people.</summary>
internal static class Commands
{
    /// <summary>Networks that the guard of the exclusion group leaves open.</summary>
    private const string Home = Places.DataCentreRange;

    /// <summary>An account of the data centre that nothing but the policy challenges.</summary>
    public static bool IsEligible(World world, string id) =>
        world.Tenant.Administration.Find<TenantUser>(id) is { Kind: UserKind.ServiceAccount or UserKind.OnPremisesServiceAccount, PerUserMfa: PerUserMfa.Disabled } user && Workforce.IsInDataCentre(world.Chance, user.Id);

    public static RequestExemption Request(World world, string identity, string policy, string requester, DateTimeOffset now, DateTimeOffset end, string? network = null, string? ticket = null)
    {
        var request = new RequestExemption(world.Tenant.Options.TenantId, $"{identity}|{policy}|{now:u}", identity, ExemptionKind.Standard, requester, [policy], [network ?? Home], [], now)
        {
            End = end,
            OwnerId = world.Setting.Owner,
            Reason = "Its job stands still until it is moved to a managed identity.",
            Ticket = ticket,
        };
        world.Ask(Of(RequestExemption.Kind, request.RequestId, request, NhiJson.Default.RequestExemption));
        return request;
    }

    /// <param name="approver">Which of the approvers.</param>
    public static void Approve(World world, RequestExemption request, int approver)
    {
        var approval = new ApproveExemption(request.TenantId, request.IdentityId, Core.Exceptions.ExemptionIds.Of(request), world.Setting.ApproverAccounts[approver]);
        world.Ask(Of(ApproveExemption.Kind, $"{approval.ExemptionId}|{approval.ApproverId}", approval, NhiJson.Default.ApproveExemption));
    }

    private static OutgoingMessage Of<T>(string kind, string id, T command, JsonTypeInfo<T> type) => new(MessageIds.From(kind, id), kind, JsonSerializer.SerializeToUtf8Bytes(command, type));
}
