using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>Takes requests for exceptions. What is certainly refused is answered at once; the rest goes to the exceptions app, which decides.</summary>
public sealed class RequestDesk(IStateStore store, Outbox outbox, TimeProvider time, ExceptionList exceptions, IdentityList identities, TermsList terms, ExceptionRules rules)
{
    internal const string Kind = "ask";

    private const int MaxReason = 1000;

    private const int MaxText = 200;

    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    /// <summary>What is certain of it; writes nothing.</summary>
    public async Task<RequestPreview> PreviewAsync(ExceptionAsk ask, PortalPerson person, PortalScope scope, CancellationToken ct) => (await LookAsync(ask, "preview", person, scope, ct)).Preview;

    /// <param name="key">The same key is the same request.</param>
    /// <exception cref="BadRequestException">The key is missing.</exception>
    public async Task<AskOutcome> RequestAsync(ExceptionAsk ask, string? key, PortalPerson person, PortalScope scope, CancellationToken ct)
    {
        var asked = AskKey.Of(key, person, "request", ask, PortalJson.Default.ExceptionAsk);
        var (request, preview) = await LookAsync(ask, asked.Id, person, scope, ct);
        var outcome = await Race.RunAsync(async () =>
        {
            var changes = new StateChanges(request.TenantId, Kind, asked.Id);
            if (await store.ReadAsync(changes.PartitionKey, asked.Row, PortalJson.Default.AskRow, ct) is { } before)
            {
                return asked.Again(before.Value);
            }

            if (preview.Faults.Count > 0)
            {
                return new AskOutcome.Faulty(preview.Faults);
            }

            var id = rules.IdOf(request);
            changes.Save(asked.Row, asked.ToRow(id, time.GetUtcNow()), null, PortalJson.Default.AskRow);
            changes.Send(Queues.Exceptions, new OutgoingMessage(
                MessageIds.From(RequestExemption.Kind, id), RequestExemption.Kind, JsonSerializer.SerializeToUtf8Bytes(request, NhiJson.Default.RequestExemption)));
            await outbox.CommitAsync(changes, ct);
            return new AskOutcome.Asked(id);
        });
        if (outcome is AskOutcome.Asked { ExceptionId: var made })
        {
            // Second, so that nothing is shown as asked that is not; a crash in between is mended by the same call again, or by the first announcement.
            await exceptions.KeepAsync(request.TenantId, made, request.IdentityId, (record, now) => record.Request is null ? record with { Request = request, ChangedAt = now } : null, ct);
        }

        return outcome;
    }

    private async Task<(RequestExemption Request, RequestPreview Preview)> LookAsync(ExceptionAsk ask, string requestId, PortalPerson person, PortalScope scope, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var views = await identities.ReadAllAsync(ct);
        var identity = ask.IdentityId?.Trim() ?? "";
        var listed = identity.Length > 0 ? views.Find(identity) : null;
        var tenant = listed?.TenantId ?? await TenantAsync(ask.TenantId, ct);
        var request = RequestOf(ask, tenant, requestId, listed?.Id ?? identity, person, now);
        var limits = await terms.FindAsync(tenant, ct);
        var preview = rules.Preview(request, limits, await KnownAsync(listed, request, now, ct), now);
        return (request, preview with { Faults = [.. FormFaults(ask, identity, listed, scope), .. preview.Faults] });
    }

    private async Task<KnownIdentity> KnownAsync(Listed<IdentityView>? listed, RequestExemption request, DateTimeOffset now, CancellationToken ct)
    {
        var own = (await exceptions.ReadAllAsync(ct)).Rows.Where(row => row.TenantId == request.TenantId && row.Entry.Identity.Id == request.IdentityId).Select(row => row.Entry.Exception).ToList();
        return new KnownIdentity(
            listed?.Entry.Entry.Identity.Kind,
            listed?.Entry.Entry.Protected is true,
            listed?.Entry.Findings ?? [],
            [.. own.Where(one => one.IsOpen()).SelectMany(one => one.Policies)],
            own.Count(one => one.ActivatedAt is not null && !one.IsOpen() && one.RemovedAt > now - Year && one.Policies.Intersect(request.PolicyIds, StringComparer.OrdinalIgnoreCase).Any()));
    }

    private static IEnumerable<PreviewFault> FormFaults(ExceptionAsk ask, string identity, Listed<IdentityView>? listed, PortalScope scope)
    {
        if (identity.Length == 0)
        {
            yield return new PreviewFault("identityMissing", "identityId", "No identity is named. Give its object id.");
        }
        else if (!scope.SeesAll && (listed is null || !scope.Sees(listed.Entry.Entry.Owner, listed.Id)))
        {
            yield return new PreviewFault("identityNotYours", "identityId", "It is not an identity that is yours to ask for. Its owner or an operator can ask.");
        }

        (string Member, string? Text, int Longest)[] texts =
        [
            ("identityId", ask.IdentityId, MaxText), ("ownerId", ask.OwnerId, MaxText), ("usedById", ask.UsedById, MaxText), ("ticket", ask.Ticket, MaxText), ("configurationItem", ask.ConfigurationItem, MaxText),
            ("migrationTarget", ask.MigrationTarget, MaxText), ("reason", ask.Reason, MaxReason),
        ];
        foreach (var (member, text, longest) in texts)
        {
            if (text?.Length > longest)
            {
                yield return new PreviewFault("tooLong", member, $"It is longer than {longest} characters.");
            }
        }
    }

    private static RequestExemption RequestOf(ExceptionAsk ask, string tenant, string requestId, string identity, PortalPerson person, DateTimeOffset now) => new(
        tenant, requestId, identity, ask.Kind, person.Id, ask.PolicyIds ?? [], [.. (ask.Networks ?? []).Select(network => network.Trim())], ask.AppIds ?? [], ask.Start ?? now)
    {
        End = ask.End,
        OwnerId = Given(ask.OwnerId),
        Reason = Given(ask.Reason),
        Ticket = Given(ask.Ticket),
        ConfigurationItem = Given(ask.ConfigurationItem),
        MigrationTarget = Given(ask.MigrationTarget),
        UsedById = Given(ask.UsedById),
    };

    private static string? Given(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;

    /// <exception cref="BadRequestException">It is none that the portal knows.</exception>
    private async Task<string> TenantAsync(string? tenantId, CancellationToken ct)
    {
        var tenants = await store.ReadTenantsAsync(IdentityList.Kind, ct);
        return tenantId is null && tenants is [var only] ? only
            : tenants.FirstOrDefault(known => string.Equals(known, tenantId, StringComparison.OrdinalIgnoreCase))
            ?? throw new BadRequestException("tenantId", tenants.Count == 0 ? "cannot be told: the portal knows no identity yet. Send logs in first." : $"is none of the tenants that the portal knows: {string.Join(", ", tenants)}.");
    }
}
