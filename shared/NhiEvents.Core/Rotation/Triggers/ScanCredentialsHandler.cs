using Microsoft.Extensions.Logging;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.Rotation.Steps;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Triggers;

/// <summary>Looks at every own application's credentials: who is who, what ends soon, what is too old. App registrations raise no event before a credential ends.</summary>
/// <remarks>
/// Repeatable: what was said stands in the inventory, so each notice is given once, and a scan that begins again passes over what it has looked at already.
/// One application that cannot be read does not keep the others from being.
/// </remarks>
public sealed class ScanCredentialsHandler(
    IDirectory directory, ApplicationLookup lookup, RotationVault vault, UseRepository uses, InventoryRepository inventory, Outbox outbox, TimeProvider time, ILogger<ScanCredentialsHandler> log)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    /// <summary>Attempts at one application in one scan.</summary>
    private const int Attempts = 5;

    public Task<Outcome> HandleAsync(ScanCredentials scan, CancellationToken ct) => PortTrouble.OrLaterAsync(async () =>
    {
        var (read, failed) = (0, 0);
        await foreach (var application in directory.ListApplicationsAsync(ct))
        {
            if (await TryLookAtAsync(scan, application, ct))
            {
                read++;
            }
            else
            {
                failed++;
            }
        }

        log.Scanned(read, scan.TenantId);
        return read == 0 && failed > 0 ? Outcome.Retry(Again) : Outcome.Done; // who is left out is looked at tomorrow, well before anything ends
    });

    private async Task<bool> TryLookAtAsync(ScanCredentials scan, DirectoryApplication application, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                return await Race.RunAsync(() => LookAtAsync(scan, application, ct));
            }
            catch (Exception trouble) when (trouble is EntraException or VaultException && !ct.IsCancellationRequested)
            {
                log.NotScanned(application.Id, trouble.Message);
            }
        }

        return false;
    }

    private async Task<bool> LookAtAsync(ScanCredentials scan, DirectoryApplication application, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var found = await inventory.FindAsync(scan.TenantId, application.Id, ct);
        if (found?.Value.SeenAt >= scan.At)
        {
            return true;
        }

        var described = await lookup.DescribeAsync(application, ct);
        var use = await uses.FindAsync(scan.TenantId, application.AppId, ct);
        var form = described.Terms?.Form is CredentialForm.ApplicationCertificate ? ApplicationCredentialKind.Certificate : ApplicationCredentialKind.Password;
        var current = described.Terms is { } named ? await vault.CurrentAsync(named.SecretName, ct) : null;
        var vaultKey = current is null ? null : await vault.KeyOfAsync(current, [.. described.Credentials.Where(one => one.Kind == form).Select(Targets.ApplicationSecrets.ToTarget)], ct);
        var known = described.Credentials.Select(one => Known(one, found?.Value)).ToList();
        var row = new InventoryRow(described.Application, described.Terms?.SecretName, vaultKey, described.HasFederation, known, now);
        var changes = InventoryRepository.NewChanges(scan.TenantId, application.Id);
        var next = known.Select(credential =>
        {
            var isOfForm = credential.Form == FormName(form);
            var terms = isOfForm ? described.Terms : null;
            var decision = InventoryDecision.For(
                credential, [.. known.Where(other => other.KeyId != credential.KeyId)], Is(vaultKey, credential.KeyId), isOfForm && vaultKey is not null && !Is(vaultKey, credential.KeyId), described.HasFederation, use, terms, now);
            var told = Tell(scan.TenantId, row, credential, decision, changes, now);
            if (decision.Rotate)
            {
                changes.Send(Queues.Rotations, RotationAsks.Of(new StartRotation(
                    scan.TenantId, MessageIds.From("scan", credential.KeyId, now.UtcDateTime.ToString("yyyy-MM-dd", null)), application.Id, credential.EndsAt <= now ? RotationCause.Expired : RotationCause.NearExpiry, now)
                {
                    KeyId = credential.KeyId,
                }));
            }

            return told;
        }).ToList();
        foreach (var gone in (found?.Value.Credentials ?? []).Where(before => (before.NearEnd || before.TooOld) && known.TrueForAll(credential => credential.KeyId != before.KeyId)))
        {
            Tell(scan.TenantId, row, gone, new InventoryDecision(null, false, false, false, null), changes, now);
        }

        // The row says that all is done, so the names come first.
        foreach (var name in ((string?[])[application.AppId, described.Application.ServicePrincipalId, described.Terms?.SecretName]).OfType<string>())
        {
            await inventory.IndexAsync(scan.TenantId, name, application.Id, ct);
        }

        changes.Save(InventoryRow.Key(application.Id), row with { Credentials = next }, found, RotationJson.Default.InventoryRow);
        await outbox.CommitAsync(changes, ct);
        return true;
    }

    /// <summary>Says what has changed since the last scan, once.</summary>
    private static KnownCredential Tell(string tenantId, InventoryRow row, KnownCredential before, InventoryDecision decision, StateChanges changes, DateTimeOffset now)
    {
        var after = before with { Noticed = decision.Notice ?? (decision.NearEnd ? before.Noticed : null), NearEnd = decision.NearEnd, TooOld = decision.TooOld };
        if (decision.Notice is not null || before.NearEnd != after.NearEnd)
        {
            after = after with { Revision = after.Revision + 1 };
            changes.Send(Topics.Findings, RotationMessages.Of(new FindingChanged(tenantId, after.Revision, RotationFindings.NearEnd(tenantId, row, after, decision.Why ?? "nothing depends on it any more", now))));
        }

        if (before.TooOld != after.TooOld)
        {
            after = after with { Revision = after.Revision + 1 };
            changes.Send(Topics.Findings, RotationMessages.Of(new FindingChanged(tenantId, after.Revision, RotationFindings.TooOld(tenantId, row, after, now))));
        }

        return after;
    }

    private static KnownCredential Known(ApplicationCredential one, InventoryRow? before)
    {
        var fresh = new KnownCredential(one.KeyId, FormName(one.Kind), one.DisplayName, one.StartsAt, one.EndsAt);
        return before?.Credentials.FirstOrDefault(known => known.KeyId == one.KeyId) is { } old ? old with { DisplayName = one.DisplayName, EndsAt = one.EndsAt } : fresh;
    }

    private static string FormName(ApplicationCredentialKind kind) => kind switch
    {
        ApplicationCredentialKind.Password => "secret",
        ApplicationCredentialKind.Certificate => "certificate",
    };

    private static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
