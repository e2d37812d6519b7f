using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ingest;

/// <summary>What becomes of a row of another log than the sign-ins: published with its evidence and without people, or dropped.</summary>
/// <remarks>
/// Always kept: changes of the directory, risks, refusals of Azure Resource Manager. Of a user whom nothing shows to be non-human they keep the object id only.
/// Changes that Azure allowed without a second factor are kept for users whom something shows to be non-human, and lockouts
/// for accounts; of all others they leave no trace.
/// </remarks>
public sealed class OtherEvents(EvidenceRules rules, IdentitySnapshot? snapshot, DateTimeOffset now)
{
    private readonly WhoIs _who = new(rules, snapshot);

    /// <summary>The refusal with its evidence; of a person with the object id only.</summary>
    public ResourceDenied Judge(ResourceDenied denied)
    {
        denied = denied with { Evidence = [.. denied.Evidence.Union(_who.Evidence(denied.TenantId, denied.IdentityId, denied.UserPrincipalName, denied.AppId)).Order(StringComparer.Ordinal)] };
        return Classification.For(denied.Evidence).IsNonHuman ? denied : WithoutPeople.Of(denied);
    }

    /// <summary>The change in Azure with its evidence.</summary>
    public ResourceChanged Judge(ResourceChanged changed) =>
        changed with { Evidence = _who.Evidence(changed.TenantId, changed.IdentityId, changed.UserPrincipalName, changed.AppId) };

    /// <summary>The change with the evidence for its actor, and without people.</summary>
    public DirectoryChanged Judge(DirectoryChanged change)
    {
        change = change with
        {
            At = change.TimeIsArrival ? now : change.At,
            Actor = change.Actor with { Evidence = change.Actor.Kind is ActorKind.User ? _who.Evidence(change.TenantId, change.Actor.Id, change.Actor.UserPrincipalName) : [] },
        };
        return WithoutPeople.Of(change, target => Classification.For(_who.Evidence(change.TenantId, target.Id, target.UserPrincipalName)).IsNonHuman);
    }

    /// <summary>The lockout as one of the identity whose account it is; null for a person's.</summary>
    public AccountLockedOut? Judge(AccountLockedOut lockout) => _who.Account(lockout);

    /// <summary>The event to publish; null for a row that is dropped.</summary>
    internal OutgoingEvent? Of(ReadResult.Other row) => row switch
    {
        ReadResult.Denial denial => Of(denial.Event),
        ReadResult.Write write => Of(write.Event),
        ReadResult.Lockout lockout => Judge(lockout.Event) is { } known ? ToEvent(known.TenantId, known.Key, EventTypes.AccountLockedOut, Identity(known.IdentityId), known.At, known, NhiJson.Default.AccountLockedOut) : null,
        ReadResult.Change change => Of(change.Event),
        ReadResult.Risk risk => Of(risk.Event),
        _ => throw new UnreachableException(),
    };

    private OutgoingEvent Of(ResourceDenied row)
    {
        var denied = Judge(row);
        return ToEvent(denied.TenantId, denied.Key, EventTypes.ResourceDenied, Identity(denied.IdentityId), denied.At, denied, NhiJson.Default.ResourceDenied);
    }

    private OutgoingEvent? Of(ResourceChanged row)
    {
        var changed = Judge(row);
        return Classification.For(changed.Evidence).IsNonHuman
            ? ToEvent(changed.TenantId, changed.Key, EventTypes.ResourceChanged, Identity(changed.IdentityId), changed.At, changed, NhiJson.Default.ResourceChanged)
            : null;
    }

    private OutgoingEvent Of(RiskDetected risk)
    {
        risk = risk with { Evidence = [.. risk.Evidence.Union(_who.Evidence(risk.TenantId, risk.IdentityId, risk.UserPrincipalName)).Order(StringComparer.Ordinal)] };
        risk = Classification.For(risk.Evidence).IsNonHuman ? risk : WithoutPeople.Of(risk);
        return ToEvent(risk.TenantId, risk.Key, EventTypes.RiskDetected, Identity(risk.IdentityId), risk.At, risk, NhiJson.Default.RiskDetected);
    }

    private OutgoingEvent Of(DirectoryChanged row)
    {
        var change = Judge(row);
        var subject = $"directory/{Uri.EscapeDataString(change.Targets.Count > 0 ? change.Targets[0].Id ?? "" : "")}";
        return ToEvent(change.TenantId, change.Key, EventTypes.DirectoryChanged, subject, change.At, change, NhiJson.Default.DirectoryChanged);
    }

    private static string Identity(string id) => $"identities/{Uri.EscapeDataString(id)}";

    private static OutgoingEvent ToEvent<T>(string tenant, string key, string type, string subject, DateTimeOffset at, T value, JsonTypeInfo<T> json) => new(
        MessageIds.From(key, type), type, $"/tenants/{Uri.EscapeDataString(tenant)}", subject, at, JsonSerializer.SerializeToUtf8Bytes(value, json));
}
