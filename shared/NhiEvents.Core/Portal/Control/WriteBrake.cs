using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Control;

/// <summary>Asks for all writes of a tenant to stop, or to go on, and keeps who asked last. Whether they do is decided, and written into the ledger, by the app that writes.</summary>
public sealed class WriteBrake(IStateStore store, Outbox outbox, TimeProvider time)
{
    internal const string Kind = "brake";

    private const string Row = "brake|asked";
    private const int MaxReason = 500;

    /// <param name="tenantId">Null where the portal knows one tenant only.</param>
    /// <exception cref="BadRequestException">The tenant is not known, or the reason is missing or too long.</exception>
    public async Task StopAsync(string? tenantId, string? reason, PortalPerson person, CancellationToken ct)
    {
        if (reason?.Trim() is not { Length: > 0 and <= MaxReason } why)
        {
            throw new BadRequestException("reason", $"is missing or longer than {MaxReason} characters. Say in a few words why writes have to stop.");
        }

        await AskAsync(tenantId, person, why, (tenant, now) => BrakeMessages.Of(new StopWrites(tenant, person.Id, why, now)), ct);
    }

    /// <param name="policyId">The policy for which the policy writer stopped, because somebody else writes it too; null: all that was stopped goes on.</param>
    /// <inheritdoc cref="StopAsync"/>
    public async Task ResumeAsync(string? tenantId, string? policyId, PortalPerson person, CancellationToken ct)
    {
        if (policyId?.Trim() is not { Length: > 0 } policy)
        {
            await AskAsync(tenantId, person, null, (tenant, now) => BrakeMessages.Of(new ResumeWrites(tenant, person.Id, now)), ct);
            return;
        }

        // What was asked of all writes stands.
        var tenant = await TenantAsync(tenantId, ct);
        var changes = new StateChanges(tenant, Kind, Kind);
        foreach (var (queue, message) in BrakeMessages.Of(new ResumeWrites(tenant, person.Id, time.GetUtcNow()) { PolicyId = policy }))
        {
            changes.Send(queue, message);
        }

        await outbox.CommitAsync(changes, ct);
    }

    /// <summary>Asks for another mode; it changes when a second person asks for the same within a day.</summary>
    /// <param name="policyId">Null: the whole tenant.</param>
    /// <exception cref="BadRequestException">The tenant is not known, or the mode is missing.</exception>
    public async Task ChangeModeAsync(string? tenantId, ExceptionMode? mode, string? policyId, PortalPerson person, CancellationToken ct)
    {
        var wanted = mode ?? throw new BadRequestException("mode", "is none of observe, propose, enforce.");
        var tenant = await TenantAsync(tenantId, ct);
        var policy = policyId?.Trim() is { Length: > 0 } given ? given : null;
        var changes = new StateChanges(tenant, Kind, Kind);
        changes.Send(Queues.Exceptions, BrakeMessages.Of(new ChangeMode(tenant, person.Id, wanted, policy), time.GetUtcNow()));
        await outbox.CommitAsync(changes, ct);
    }

    /// <summary>What was asked last, by tenant; tenants of which nobody asked anything are there too.</summary>
    internal async Task<IReadOnlyList<AskedBrake>> ReadAsync(CancellationToken ct)
    {
        var asked = new List<AskedBrake>();
        foreach (var tenant in await TenantsAsync(ct))
        {
            asked.Add((await store.ReadAsync(Partition.For(tenant, Kind, Kind), Row, PortalJson.Default.AskedBrake, ct))?.Value ?? new AskedBrake(tenant));
        }

        return asked;
    }

    private async Task AskAsync(string? tenantId, PortalPerson person, string? reason, Func<string, DateTimeOffset, IReadOnlyList<(string Queue, OutgoingMessage Message)>> messages, CancellationToken ct)
    {
        var tenant = await TenantAsync(tenantId, ct);
        await Race.RunAsync(async () =>
        {
            var now = time.GetUtcNow();
            var changes = new StateChanges(tenant, Kind, Kind);
            var found = await store.ReadAsync(changes.PartitionKey, Row, PortalJson.Default.AskedBrake, ct);
            changes.Save(Row, new AskedBrake(tenant) { Stop = reason is not null, At = now, By = person.Name, Reason = reason }, found, PortalJson.Default.AskedBrake);
            foreach (var (queue, message) in messages(tenant, now))
            {
                changes.Send(queue, message);
            }

            await outbox.CommitAsync(changes, ct);
            return true;
        });
    }

    private async Task<string> TenantAsync(string? tenantId, CancellationToken ct)
    {
        var tenants = await TenantsAsync(ct);
        return tenantId is null && tenants is [var only] ? only
            : tenants.FirstOrDefault(known => string.Equals(known, tenantId, StringComparison.OrdinalIgnoreCase))
            ?? throw new BadRequestException("tenantId", $"is none of the tenants that the portal knows: {string.Join(", ", tenants)}.");
    }

    private async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken ct) => await store.ReadTenantsAsync(IdentityList.Kind, ct);
}

/// <summary>What was asked of a tenant's writes last.</summary>
internal sealed record AskedBrake(string TenantId)
{
    /// <summary>Null when nobody asked anything here.</summary>
    public bool? Stop { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>The person's name.</summary>
    public string? By { get; init; }

    public string? Reason { get; init; }
}
