using Microsoft.Extensions.Logging;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Keys;
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
    IDirectory directory, ApplicationLookup lookup, RotationVault vault, UseRepository uses, InventoryRepository inventory, RotationRepository rotations, Outbox outbox, TimeProvider time, ILogger<ScanCredentialsHandler> log)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    /// <summary>Attempts at one application in one scan.</summary>
    private const int Attempts = 5;

    public Task<Outcome> HandleAsync(ScanCredentials scan, CancellationToken ct) => PortTrouble.OrLaterAsync(async () =>
    {
        if (scan.ApplicationId is { } one)
        {
            return await directory.FindApplicationAsync(one, ct) is not { } found || await TryLookAtAsync(scan, found, ct) ? Outcome.Done : Outcome.Retry(Again);
        }

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
        var known = Known(described, found?.Value);
        var made = (await rotations.ReadOfAsync(new RotationAddress(scan.TenantId, application.Id), ct)).SelectMany(one => KeysOf(one, now)).ToList();
        var row = KeyBook.Remember(new InventoryRow(described.Application, described.Terms?.SecretName, vaultKey, described.HasFederation, known, now), found?.Value, made);
        var changes = InventoryRepository.NewChanges(scan.TenantId, application.Id);
        var vaultForm = described.Terms is null ? null : CredentialForms.Of(form);
        var next = known.Select(credential =>
        {
            var isOfForm = credential.Form == vaultForm && !credential.OnPrincipal;
            var terms = isOfForm ? described.Terms : null;
            var decision = InventoryDecision.For(
                credential,
                [.. known.Where(other => other.KeyId != credential.KeyId)],
                Is(vaultKey, credential.KeyId),
                isOfForm && vaultKey is not null && !Is(vaultKey, credential.KeyId),
                described.HasFederation,
                use,
                terms,
                now,
                SignsSaml(credential, known, described.SamlThumbprint));
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

        row = await JudgeKeysAsync(scan.TenantId, row, found?.Value, vaultForm, use, changes, ct);

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

    /// <summary>NHI302 and NHI306.</summary>
    private async Task<InventoryRow> JudgeKeysAsync(string tenantId, InventoryRow row, InventoryRow? before, string? vaultForm, KeyUse? use, StateChanges changes, CancellationToken ct)
    {
        var now = row.SeenAt;
        var judged = KeyJudgement.For(KeyBook.FactsOf(row, vaultForm, use), now);
        var quiet = judged.Where(key => now - key.LastSeen >= KeyJudgement.Quiet).ToList();
        var covered = quiet.Count > 0 && await uses.IsCoveredAsync(tenantId, quiet.Min(key => key.LastSeen), now, ct);
        return KeyBook.Tell(row, before?.Judged, judged, use, key => covered && quiet.Contains(key), tenantId, changes);
    }

    /// <summary>Of the application and of its service principal; a SAML certificate has up to three entries, of which two can have one id.</summary>
    private static List<KnownCredential> Known(FoundApplication described, InventoryRow? before) =>
    [
        .. described.Credentials.Select(one => (Credential: one, OnPrincipal: false))
            .Concat(described.PrincipalCredentials.Select(one => (Credential: one, OnPrincipal: true)))
            .DistinctBy(one => one.Credential.KeyId, StringComparer.OrdinalIgnoreCase)
            .Select(one => Known(one.Credential, one.OnPrincipal, before)),
    ];

    private static KnownCredential Known(ApplicationCredential one, bool onPrincipal, InventoryRow? before)
    {
        var form = CredentialForms.Of(one.Kind);
        var known = before?.Credentials.FirstOrDefault(known => known.KeyId == one.KeyId) ?? new KnownCredential(one.KeyId, form, one.DisplayName, one.StartsAt, one.EndsAt);
        return known with { Form = form, DisplayName = one.DisplayName, EndsAt = one.EndsAt, OnPrincipal = onPrincipal, Thumbprint = one.Kind is ApplicationCredentialKind.SamlSigning ? one.Thumbprint : null };
    }

    /// <returns>Null: it is no SAML certificate. Of several entries for one certificate, one counts.</returns>
    private static bool? SignsSaml(KnownCredential credential, List<KnownCredential> known, string? active)
    {
        if (credential.Form != CredentialForms.SamlCertificate)
        {
            return null;
        }

        var certificates = known.Where(one => one.Form == CredentialForms.SamlCertificate).OrderByDescending(one => one.EndsAt).ThenBy(one => one.KeyId, StringComparer.Ordinal).ToList();
        var signing = certificates.Find(one => Is(one.Thumbprint, active ?? "")) ?? certificates[0];
        return ReferenceEquals(signing, credential);
    }

    /// <summary>What a rotation has replaced and made: when it is over, it says until when.</summary>
    private static IEnumerable<GoneKey> KeysOf(CredentialRotation rotation, DateTimeOffset now) =>
        new[] { rotation.OldKeyId }.Concat(rotation.MadeKeys ?? []).Append(rotation.NewKeyId).OfType<string>()
            .Select(key => new GoneKey(key.ToLowerInvariant(), rotation.IsOpen ? now : rotation.History[^1].At));

    private static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
