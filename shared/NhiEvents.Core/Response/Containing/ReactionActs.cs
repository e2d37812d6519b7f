using System.Diagnostics;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Response.Containing;

/// <summary>The acts themselves. Each is absolute and repeatable; protection and brakes were asked before.</summary>
public sealed class ReactionActs(IContainment containment, ICredentials credentials, IDirectory directory, IOptions<ResponseOptions> options, TimeProvider time)
{
    private const string SoAlready = "It was so already.";

    private const string DisableThereToo =
        "It is synchronised from Active Directory, and a synchronisation can enable it here again: disable the account there too (Disable-ADAccount) and give it another password there.";

    /// <exception cref="EntraException">Entra did not do it, or did not answer.</exception>
    internal async Task<Acted> DoAsync(Reaction reaction, CancellationToken ct)
    {
        switch (reaction.Kind)
        {
            case ReactionKind.DisableIdentity or ReactionKind.EnableIdentity:
                var undo = reaction.State is ReactionState.Undoing;
                var enabled = reaction.Kind is ReactionKind.EnableIdentity != undo;
                var changed = reaction.Identity.Kind.IsServicePrincipal()
                    ? await containment.SetServicePrincipalEnabledAsync(reaction.Identity.Id, enabled, ct)
                    : await containment.SetUserEnabledAsync(reaction.Identity.Id, enabled, ct);
                var outcome = changed || undo ? "" : SoAlready;
                return new Acted(changed, enabled ? outcome : $"{outcome} {await WhatElseAsync(reaction, ct)}".Trim());
            case ReactionKind.RevokeSessions:
                await containment.RevokeSessionsAsync(reaction.Identity.Id, ct);
                return new Acted(true);
            case ReactionKind.RemoveCredential:
                return await RemoveAsync(reaction, ct);
            case ReactionKind.GrantException:
                return Grant(reaction);
            case ReactionKind.CallWebhook:
                return Call(reaction);
            default:
                throw new UnreachableException($"{reaction.Kind} is not run");
        }
    }

    /// <summary>What a person has to do besides, so that a disabled account stays so.</summary>
    private async Task<string> WhatElseAsync(Reaction reaction, CancellationToken ct) =>
        !reaction.Identity.Kind.IsServicePrincipal() && await directory.FindUserAsync(reaction.Identity.Id, ct) is { Synced: true } ? DisableThereToo : "";

    /// <summary>Never the last one that works: an outage of ours would follow. Whether it is used is the judgement of the person who named it.</summary>
    private async Task<Acted> RemoveAsync(Reaction reaction, CancellationToken ct)
    {
        if (await ApplicationOfAsync(reaction, ct) is not { } application)
        {
            return Acted.Refuse("Its application is not in this tenant: whoever owns it removes the credential there. Disable the service principal here.");
        }

        var now = time.GetUtcNow();
        var all = await credentials.ListAsync(application.Id, ct);
        if (all.All(one => !IsMeant(one)))
        {
            return new Acted(false, SoAlready);
        }

        if (application.FederatedCredentials.Count == 0 && !all.Any(one => !IsMeant(one) && one.StartsAt <= now && now < one.EndsAt))
        {
            return Acted.Refuse("It is the only credential that works. Rotate first, or disable the application if nothing may run with it.");
        }

        return new Acted(await credentials.RemoveAsync(application.Id, reaction.KeyId!, ct), $"Credential {reaction.KeyId} is removed; tokens that were issued with it live on for up to 90 minutes.");

        bool IsMeant(ApplicationCredential one) => string.Equals(one.KeyId, reaction.KeyId, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<DirectoryApplication?> ApplicationOfAsync(Reaction reaction, CancellationToken ct)
    {
        if (await directory.FindServicePrincipalAsync(reaction.Identity.Id, ct) is not { } principal)
        {
            return null;
        }

        await foreach (var application in directory.ListApplicationsAsync(ct))
        {
            if (string.Equals(application.AppId, principal.AppId, StringComparison.OrdinalIgnoreCase))
            {
                return application;
            }
        }

        return null;
    }

    /// <summary>A request like that of a person, and no more: Exceptions decides by its own rules.</summary>
    private Acted Grant(Reaction reaction)
    {
        var now = time.GetUtcNow();
        if (options.Value.StandingApprovals.FirstOrDefault(one => one.Covers(reaction.Identity.Id, now)) is not { } standing)
        {
            return Acted.Refuse("No standing approval covers it. Ask for an exception in the portal.");
        }

        var request = new RequestExemption(
            reaction.TenantId, reaction.Id, reaction.Identity.Id, Contracts.Exceptions.ExemptionKind.Standard, standing.RequesterId, standing.PolicyIds, standing.Networks, [], now)
        {
            End = now + standing.Lasts,
            OwnerId = standing.OwnerId,
            Reason = $"{standing.Reason.Trim()} (standing approval {standing.Name})",
            Ticket = reaction.CaseKey,
        };
        return new Acted(true, $"An exception of {standing.Lasts.TotalHours:0.#} hours is asked for under the standing approval {standing.Name}.")
        {
            Also = changes => changes.Send(Queues.Exceptions, ReactionMessages.Of(request)),
        };
    }

    private Acted Call(Reaction reaction) => new(true, "Handed to the outlets that take calls.") { Also = changes => changes.Send(Queues.Deliveries, ReactionMessages.Of(CallOf(reaction, "called", time.GetUtcNow()))) };

    /// <param name="word">For whoever is called: what became of the reaction.</param>
    internal static DeliverRecord CallOf(Reaction reaction, string word, DateTimeOffset now) => new(reaction.TenantId, word == "called" ? reaction.Id : Contracts.MessageIds.From(reaction.Id, word), HouseRecordKind.Call, now)
    {
        Decision = new DecisionNote("reaction", reaction.Id, word) { IdentityId = reaction.Identity.Id, Text = $"{reaction.FindingType} {reaction.FindingId}" },
    };
}
