using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Findings;

/// <summary>Takes a person's wish to hear nothing of a finding for a while and sends it to the app that decides.</summary>
/// <remarks>Repeatable: the same end counts once.</remarks>
public sealed class MuteDesk(FindingList findings, Outbox outbox, TimeProvider time)
{
    private const string Kind = "mute-ask";
    private const int MaxText = 500;

    /// <summary>A campaign, which no ticket and no notice is about.</summary>
    private const string NoOwner = "NHI405";

    /// <returns>False: there is no such finding, or it is not the person's to see.</returns>
    /// <exception cref="BadRequestException">The reason or the end is missing or makes no sense.</exception>
    public async Task<bool> MuteAsync(string id, MuteAsk ask, PortalPerson person, PortalScope scope, CancellationToken ct)
    {
        if (await findings.FindAsync(id, scope, ct) is not { } record)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var reason = ask.Reason?.Trim() is { Length: > 0 } given ? given : throw new BadRequestException("reason", "is missing. Say in a few words why.");
        if (reason.Length > MaxText)
        {
            throw new BadRequestException("reason", $"is longer than {MaxText} characters.");
        }

        var until = ask.Until is { } end && end > now ? end.ToUniversalTime() : throw new BadRequestException("until", "must be a time in the future: a mute always ends.");
        if (record.Finding.FindingType == NoOwner)
        {
            throw new BadRequestException("The finding", "says that nobody owns the identity. Name an owner in the registry instead.");
        }

        if (record.Finding.State is not FindingState.Open)
        {
            throw new BadRequestException("The finding", "is over: there is nothing to mute.");
        }

        var mute = new MuteFinding(record.TenantId, record.Finding.Identity.Id, id, person.Id, reason, until, now);
        await SendAsync(record.TenantId, id, MuteAsks.Of(mute), ct);
        return true;
    }

    /// <inheritdoc cref="MuteAsync"/>
    public async Task<bool> UnmuteAsync(string id, PortalPerson person, PortalScope scope, CancellationToken ct)
    {
        if (await findings.FindAsync(id, scope, ct) is not { } record)
        {
            return false;
        }

        await SendAsync(record.TenantId, id, MuteAsks.Of(new UnmuteFinding(record.TenantId, record.Finding.Identity.Id, id, person.Id, time.GetUtcNow())), ct);
        return true;
    }

    /// <summary>Kept until it is sent, whatever happens meanwhile.</summary>
    private Task SendAsync(string tenantId, string about, OutgoingMessage message, CancellationToken ct)
    {
        var changes = new StateChanges(tenantId, Kind, about);
        changes.Send(Queues.Reactions, message);
        return outbox.CommitAsync(changes, ct);
    }
}

/// <summary>What comes with the wish.</summary>
public sealed record MuteAsk
{
    public string? Reason { get; init; }

    public DateTimeOffset? Until { get; init; }
}
