using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Rotation.Keys;

namespace NhiEvents.Core.Rotation.Evidence;

/// <summary>Keeps what sign-ins tell about the use of credentials.</summary>
/// <remarks>Repeatable, in any order: what is kept only grows.</remarks>
public sealed class RememberUseHandler(UseRepository uses, KeyAlarm alarm, TimeProvider time, ILogger<RememberUseHandler> log)
{
    /// <returns>What could not be kept now, by application.</returns>
    public async Task<IReadOnlyList<FailedEvents<SignIn>>> HandleAsync(IReadOnlyList<SignIn> events, CancellationToken ct)
    {
        var parts = new PartByPart<SignIn>(time);
        foreach (var app in events.Where(KeyUse.Counts).GroupBy(row => (row.TenantId, row.AppId)))
        {
            List<SignIn> rows = [.. app];
            await parts.HandleAsync(rows, () => KeepAsync(app.Key.TenantId, app.Key.AppId!, rows, ct), failure => log.UseFailed(failure, app.Key.AppId!), ct);
        }

        return parts.Failed;
    }

    public async Task<Outcome.Final> HandleOneAsync(SignIn signIn, CancellationToken ct)
    {
        if (KeyUse.Counts(signIn))
        {
            await KeepAsync(signIn.TenantId, signIn.AppId!, [signIn], ct);
        }

        return Outcome.Done;
    }

    public async Task<Outcome.Final> HandleAsync(CredentialUsedForUsers used, CancellationToken ct)
    {
        await uses.ChangeAsync(used.TenantId, used.AppId, use => use.UsedForUsers(used.At), ct);
        return Outcome.Done;
    }

    private async Task KeepAsync(string tenantId, string appId, IReadOnlyList<SignIn> rows, CancellationToken ct)
    {
        await uses.ChangeAsync(tenantId, appId, use => use.With(rows.OrderBy(row => row.At)), ct, changes => alarm.RaiseAsync(tenantId, appId, rows, changes, ct));
        await uses.CoverAsync(tenantId, rows.Select(row => row.At), ct);
    }
}
