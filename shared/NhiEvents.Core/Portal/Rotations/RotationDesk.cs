using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Rotations;

/// <summary>Takes what a person asks of rotations and sends it to the app that decides.</summary>
/// <remarks>Repeatable: a rotation that is open is joined, and the same word counts once.</remarks>
public sealed class RotationDesk(CaseList cases, IStateStore store, Outbox outbox, TimeProvider time)
{
    private const string Kind = "rotation-ask";
    private const int MaxText = 500;

    /// <exception cref="BadRequestException">The tenant or identity is missing or not known, or a text is too long.</exception>
    public async Task StartAsync(RotationAsk ask, PortalPerson person, CancellationToken ct)
    {
        var tenants = await store.ReadTenantsAsync(IdentityList.Kind, ct);
        var tenant = ask.TenantId is null && tenants is [var only] ? only
            : tenants.FirstOrDefault(known => string.Equals(known, ask.TenantId, StringComparison.OrdinalIgnoreCase))
            ?? throw new BadRequestException("tenantId", $"is none of the tenants that the portal knows: {string.Join(", ", tenants)}.");
        var identity = Text("identityId", ask.IdentityId) ?? throw new BadRequestException("identityId", "is missing. Give the object id of the application or service principal.");
        var (key, reason, ticket, now) = (Text("keyId", ask.KeyId), Text("reason", ask.Reason), Text("ticket", ask.Ticket), time.GetUtcNow());
        await SendAsync(tenant, identity, RotationAsks.Of(new StartRotation(tenant, MessageIds.From("portal", person.Id, identity, now.UtcTicks.ToString(CultureInfo.InvariantCulture)), identity, RotationCause.Requested, now)
        {
            KeyId = key,
            RequesterId = person.Id,
            Reason = reason,
            Ticket = ticket,
        }), ct);
    }

    /// <returns>False: there is no such rotation, or it is not the person's to see.</returns>
    /// <exception cref="BadRequestException">The reason is missing or too long.</exception>
    public Task<bool> HoldAsync(string id, string? reason, PortalPerson person, PortalScope scope, CancellationToken ct) =>
        SayAsync(id, scope, (last, now) => RotationAsks.Of(new HoldRotation(last.TenantId, last.ApplicationId!, last.Id, Needed(reason), now) { PersonId = person.Id }), ct);

    /// <inheritdoc cref="HoldAsync"/>
    public Task<bool> ResumeAsync(string id, PortalPerson person, PortalScope scope, CancellationToken ct) =>
        SayAsync(id, scope, (last, now) => RotationAsks.Of(new ResumeRotation(last.TenantId, last.ApplicationId!, last.Id, person.Id, now)), ct);

    /// <inheritdoc cref="HoldAsync"/>
    public Task<bool> AbortAsync(string id, string? reason, PortalPerson person, PortalScope scope, CancellationToken ct) =>
        SayAsync(id, scope, (last, now) => RotationAsks.Of(new AbortRotation(last.TenantId, last.ApplicationId!, last.Id, person.Id, Needed(reason), now)), ct);

    private async Task<bool> SayAsync(string id, PortalScope scope, Func<CaseChange, DateTimeOffset, OutgoingMessage> message, CancellationToken ct)
    {
        if (await cases.FindRotationAsync(id, scope, ct) is not { ApplicationId: not null } last)
        {
            return false;
        }

        await SendAsync(last.TenantId, last.Id, message(last, time.GetUtcNow()), ct);
        return true;
    }

    /// <summary>Kept until it is sent, whatever happens meanwhile.</summary>
    private Task SendAsync(string tenantId, string about, OutgoingMessage message, CancellationToken ct)
    {
        var changes = new StateChanges(tenantId, Kind, about);
        changes.Send(Queues.Rotations, message);
        return outbox.CommitAsync(changes, ct);
    }

    private static string Needed(string? reason) => Text("reason", reason) ?? throw new BadRequestException("reason", "is missing. Say in a few words why.");

    private static string? Text(string member, string? text) => text?.Trim() is not { Length: > 0 } given ? null
        : given.Length <= MaxText ? given
        : throw new BadRequestException(member, $"is longer than {MaxText} characters.");
}

/// <summary>What is asked for. Only the identity is needed.</summary>
public sealed record RotationAsk
{
    /// <summary>May be left out where the portal knows one tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Object id of the application or service principal, or application id.</summary>
    public string? IdentityId { get; init; }

    /// <summary>The credential to replace; the vault's current one when left out.</summary>
    public string? KeyId { get; init; }

    public string? Reason { get; init; }

    public string? Ticket { get; init; }
}
