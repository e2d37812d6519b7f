using System.Globalization;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Lifecycle;
using NhiEvents.Core.Rotation.Records;

namespace NhiEvents.Core.Rotation.Steps;

/// <summary>From the plan to the vault: make the new credential, try it, and only then let consumers have it.</summary>
/// <remarks>Each step looks first whether it was done before: after a crash it goes on where the effects are, not where the record is.</remarks>
public sealed class ReplaceSteps(IEnumerable<IRotationTarget> targets, RotationVault vault, RotationRepository rotations, WriteGate gate, IOptions<RotationOptions> options)
{
    private static readonly TimeSpan BehindAnother = TimeSpan.FromMinutes(10);

    private readonly RotationRules _rules = options.Value.ToRules();

    internal async Task<Stepped> BeginAsync(RotationAddress address, CredentialRotation rotation, DateTimeOffset now, CancellationToken ct)
    {
        if (await gate.CheckAsync(rotation, now, ct) is { } kept)
        {
            return kept;
        }

        if ((await rotations.ReadOfAsync(address, ct)).Any(other => other.Id != rotation.Id && other.IsWriting))
        {
            return Stepped.Kept(rotation, "Another credential of this application is being replaced.", now + BehindAnother, now);
        }

        var target = TargetOf(rotation);
        var credentials = await target.ListAsync(rotation.Subject, ct);
        if (!credentials.Any(one => Is(one.KeyId, rotation.OldKeyId)))
        {
            return Stepped.Decided(RotationLife.Finish(rotation, "The credential is gone: there is nothing to replace.", now), "rotation-done", "The credential is gone: there is nothing to replace.");
        }

        var current = await vault.CurrentAsync(rotation.Terms.SecretName, ct);
        if (current is not null && await vault.KeyOfAsync(current, credentials, ct) is { } currentKey && !Is(currentKey, rotation.OldKeyId)
            && credentials.FirstOrDefault(one => Is(one.KeyId, currentKey)) is { } newer && newer.EndsAt - now > rotation.Terms.RotateBefore)
        {
            var text = $"The vault's current version holds another credential already ({newer.KeyId}, until {newer.EndsAt:u}): nothing to replace.";
            return Stepped.Decided(RotationLife.Finish(rotation, text, now), "rotation-done", text);
        }

        var longest = await target.ReadLongestLifeAsync(rotation.Subject, ct);
        if (longest == TimeSpan.Zero)
        {
            return Stepped.Abandoned(rotation, "The tenant's app management policy forbids new credentials of this form. Use a managed identity or a federated credential, or allow them.", now);
        }

        var life = longest < rotation.Terms.Lifetime ? longest.Value : rotation.Terms.Lifetime;
        return Stepped.Claimed(RotationLife.ClaimCreation(rotation, current?.Version, now + life, now), "credential-add");
    }

    internal async Task<Stepped> CreateAsync(CredentialRotation rotation, DateTimeOffset now, CancellationToken ct)
    {
        if (await gate.CheckAsync(rotation, now, ct) is { } kept)
        {
            return kept;
        }

        var target = TargetOf(rotation);
        var staged = await vault.ListAsync(rotation.Terms.StagingName, ct);
        foreach (var made in (await target.ListAsync(rotation.Subject, ct)).Where(one => one.DisplayName == rotation.DisplayName))
        {
            if (RotationVault.FindOurs(staged, rotation, made.KeyId) is { } waiting)
            {
                return Stepped.Settled(RotationLife.SettleCreated(rotation, made, waiting.Version, _rules, now), "credential-add", $"Credential {made.KeyId} was made; its text waits in the vault.");
            }

            // An answer got lost, and the text with it.
            await target.RemoveAsync(rotation.Subject, made.KeyId, ct);
        }

        var added = await target.AddAsync(rotation.Subject, rotation.DisplayName!, rotation.NewEndsAt!.Value, ct);
        var stored = await vault.SetAsync(rotation.Terms.StagingName, rotation, added.Credential, added.Text, ct);
        return Stepped.Settled(RotationLife.SettleCreated(rotation, added.Credential, stored.Version, _rules, now), "credential-add", $"Credential {added.Credential.KeyId} was made; its text waits in the vault.");
    }

    internal async Task<Stepped> TestAsync(CredentialRotation rotation, DateTimeOffset now, CancellationToken ct)
    {
        if (await vault.ReadAsync(rotation.Terms.StagingName, rotation.StagedVersion, ct) is not { } text)
        {
            return Stepped.Decided(RotationLife.MakeAnew(rotation, "the text of the new credential is gone; it is made anew", now), "credential-lost", null);
        }

        var target = TargetOf(rotation);
        switch (await target.TestAsync(rotation.Subject, text, ct))
        {
            case TestOutcome.Accepted or TestOutcome.RefusedOtherwise:
                var passed = RotationLife.Passed(rotation, _rules, now);
                return passed.State is RotationState.Storing ? Stepped.Claimed(passed, "secret-store") : Stepped.Quiet(passed);
            case TestOutcome.Refused when now - rotation.MadeAt < _rules.PropagationLimit:
                return Stepped.Quiet(RotationLife.NotYet(rotation, _rules, now));
            case TestOutcome.Unknown:
                return Failed(rotation, "The test of the new credential got no answer.", now);
            case TestOutcome.Refused:
                return await GiveUpAsync(rotation, target, now, ct);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    internal async Task<Stepped> StoreAsync(CredentialRotation rotation, DateTimeOffset now, CancellationToken ct)
    {
        if (await gate.CheckAsync(rotation, now, ct) is { } kept)
        {
            return kept;
        }

        var name = rotation.Terms.SecretName;
        var current = await vault.CurrentAsync(name, ct);
        if (current is null || RotationVault.FindOurs([current], rotation, rotation.NewKeyId!) is null)
        {
            var text = await vault.ReadAsync(rotation.Terms.StagingName, rotation.StagedVersion, ct);
            if (text is null)
            {
                return Stepped.Decided(RotationLife.MakeAnew(rotation, "the text of the new credential is gone; it is made anew", now), "credential-lost", null);
            }

            if (current is not null && current.Version != rotation.OldVersion)
            {
                if (!await HoldsAsync(current, text, ct))
                {
                    return Stepped.Held(rotation, $"Somebody has stored version {current.Version} of {name} at {current.CreatedAt:u}, while this rotation was under way. Resume it to store ours over it, or abort it.", now);
                }

                current = await vault.TagAsync(current, rotation, ct);
            }
            else
            {
                current = await vault.SetAsync(name, rotation, new TargetCredential(rotation.NewKeyId!, null, now, rotation.NewEndsAt!.Value, null), text, ct);
            }
        }

        await vault.DisableAsync(rotation.Terms.StagingName, rotation.StagedVersion!, ct);
        return Stepped.Settled(RotationLife.SettleStored(rotation, current.Version, now), "secret-store", $"The new credential is the current version of {name}.");
    }

    internal static Stepped Failed(CredentialRotation rotation, string text, DateTimeOffset now)
    {
        var failures = (rotation.Trouble?.Failures ?? 0) + 1;
        var next = RotationLife.Troubled(rotation, text, failed: true, now + RotationRules.PauseAfter(failures), now);
        return failures == RotationRules.AttemptsBeforePerson
            ? Stepped.Decided(next, "rotation-failing", string.Create(CultureInfo.InvariantCulture, $"{text} {failures} attempts in a row; they go on."), needsPerson: true)
            : Stepped.Quiet(next);
    }

    /// <summary>A person wants it back: what is not in use yet is taken away again, what may be in use stays and is named.</summary>
    internal async Task<string> UndoAsync(CredentialRotation rotation, CancellationToken ct)
    {
        var versions = await vault.ListAsync(rotation.Terms.SecretName, ct);
        if (rotation.StoredVersion is null && (rotation.NewKeyId is not { } made || RotationVault.FindOurs(versions, rotation, made) is null))
        {
            var left = rotation.DisplayName is null ? "Nothing was made." : await RemoveMadeAsync(rotation, TargetOf(rotation), ct);
            return $"{left} The vault's current version stays as it is.";
        }

        if (versions is not [var current, ..] || RotationVault.RotationOf(current) != rotation.Id)
        {
            return $"The vault's current version is not ours and stays. The new credential {rotation.NewKeyId} stays until {rotation.NewEndsAt:u}.";
        }

        if (RotationVault.FindOurs([current], rotation, rotation.OldKeyId) is not null)
        {
            return $"The old credential is the vault's current version again. The new one, {rotation.NewKeyId}, stays until {rotation.NewEndsAt:u}.";
        }

        if (rotation.OldVersion is not { } before || rotation.OldEndsAt <= current.CreatedAt || await vault.ReadAsync(rotation.Terms.SecretName, before, ct) is not { } text)
        {
            return $"The vault had no usable version before ours, so ours stays current. The new credential {rotation.NewKeyId} stays until {rotation.NewEndsAt:u}.";
        }

        await vault.SetAsync(rotation.Terms.SecretName, rotation, new TargetCredential(rotation.OldKeyId, null, rotation.StartedAt, rotation.OldEndsAt, null), text, ct);
        return $"The old credential is the vault's current version again. The new one, {rotation.NewKeyId}, stays until {rotation.NewEndsAt:u}, because consumers may have read it; remove it by hand when none uses it.";
    }

    private async Task<Stepped> GiveUpAsync(CredentialRotation rotation, IRotationTarget target, DateTimeOffset now, CancellationToken ct)
    {
        if (await gate.CheckAsync(rotation, now, ct) is { } kept)
        {
            return kept;
        }

        var left = await RemoveMadeAsync(rotation, target, ct);
        return Stepped.Abandoned(
            rotation, string.Create(CultureInfo.InvariantCulture, $"The new credential was refused for {_rules.PropagationLimit.TotalMinutes:0} minutes. {left} The old credential and the vault's current version are as they were."), now);
    }

    private async Task<string> RemoveMadeAsync(CredentialRotation rotation, IRotationTarget target, CancellationToken ct)
    {
        foreach (var made in (await target.ListAsync(rotation.Subject, ct)).Where(one => one.DisplayName == rotation.DisplayName))
        {
            await target.RemoveAsync(rotation.Subject, made.KeyId, ct);
        }

        foreach (var waiting in (await vault.ListAsync(rotation.Terms.StagingName, ct)).Where(version => version.Enabled && RotationVault.RotationOf(version) == rotation.Id))
        {
            await vault.DisableAsync(rotation.Terms.StagingName, waiting.Version, ct);
        }

        return "What was made was removed again; nobody ever had it.";
    }

    /// <summary>Whether a version without our tags holds our text: then it is ours, and a crash kept the tags from it.</summary>
    private async Task<bool> HoldsAsync(SecretVersion version, SecretValue text, CancellationToken ct) =>
        RotationVault.RotationOf(version) is null && (await vault.ReadAsync(version.Name, version.Version, ct))?.Reveal() == text.Reveal();

    private IRotationTarget TargetOf(CredentialRotation rotation) => targets.First(target => target.Form == rotation.Terms.Form);

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
