using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Embedded.Vault;

namespace NhiEvents.Embedded.Simulation.Rotations;

/// <summary>What really happened to the secrets that rotations replace: which key each sign-in presented, what the tenant and the vault hold. Beside it, what the system said.</summary>
internal sealed class RotationBook(SimulatedTenant tenant, EmbeddedVault vault)
{
    /// <summary>Who uses a key at least once a month has used it within this.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromDays(35);

    /// <summary>What was made just before the end of a run is under way still.</summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromHours(2);

    private const int MostNamed = 20;

    private readonly Dictionary<string, RotatedSecret> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RotationChanged> _said = new(StringComparer.Ordinal);
    private readonly List<string> _reasons = [];
    private readonly List<string> _failures = [];
    private long _signIns;
    private int _failed;
    private int _retired;
    private int _usedRetired;

    public bool IsEmpty => _secrets.Count == 0;

    /// <summary>The application's secret lies in the vault, under this name, and consumers read it there.</summary>
    public void Track(TenantApplication application, string secretName, bool onlyForUsers) =>
        _secrets.Add(application.AppId, new RotatedSecret(application.Id, application.DisplayName, secretName, onlyForUsers).With(application.Credentials));

    /// <summary>A web app that proves itself in its users' sign-ins only.</summary>
    public bool IsOnlyForUsers(string appId) => _secrets.GetValueOrDefault(appId)?.OnlyForUsers ?? false;

    public IEnumerable<string> OnlyForUsers => _secrets.Where(one => one.Value.OnlyForUsers).Select(one => one.Key).Order(StringComparer.Ordinal);

    /// <summary>A consumer has presented a secret.</summary>
    public void Presented(string appId, string text, SignInOutcome outcome, DateTimeOffset now)
    {
        if (!_secrets.TryGetValue(appId, out var secret))
        {
            return;
        }

        _signIns++;
        if (secret.KeyOf(SecretHash.Of(text)) is { } key)
        {
            secret.LastUse[key] = now;
        }
        else if (tenant.Administration.Find<TenantApplication>(secret.ApplicationId) is { } application)
        {
            secret.With(application.Credentials);
            secret.LastUse[secret.KeyOf(SecretHash.Of(text)) ?? ""] = now;
        }

        if (outcome.ErrorCode is Aadsts.SecretInvalid or Aadsts.SecretExpired)
        {
            _failed++;
            if (_failures.Count < MostNamed)
            {
                _failures.Add(Text($"{now:u} {secret.Name}: {outcome.ErrorCode}"));
            }
        }
    }

    /// <summary>Looks what the tenant holds now, and what is gone since the last look.</summary>
    public void Look(DateTimeOffset now)
    {
        foreach (var secret in _secrets.Values)
        {
            var held = tenant.Administration.Find<TenantApplication>(secret.ApplicationId)!.Credentials;
            foreach (var gone in secret.Present.Where(key => !held.Any(one => one.KeyId == key)).ToList())
            {
                secret.Present.Remove(gone);
                if (secret.LastUse.TryGetValue(gone, out var last) || secret.WasFirst(gone))
                {
                    _retired++;
                    _usedRetired += last != default && now - last < InUse ? 1 : 0;
                }
            }

            secret.With(held);
        }
    }

    /// <summary>The system has announced this.</summary>
    public void Changed(RotationChanged changed)
    {
        if (_said.GetValueOrDefault(changed.RotationId) is { } before && before.Revision >= changed.Revision)
        {
            return;
        }

        _said[changed.RotationId] = changed;
        if (changed.State is RotationState.Abandoned or RotationState.Held)
        {
            _reasons.Add($"{changed.State}: {changed.Text ?? "no reason given"}");
        }
    }

    /// <summary>What was right to say of a credential's end or age. A rotation may be quicker than the daily look, so nothing of this is owed.</summary>
    public IEnumerable<Truth> Truths(IReadOnlyList<Announcement> said)
    {
        foreach (var one in said.Select(one => one.Finding).Where(finding => finding.FindingType is "NHI303" or "NHI304").DistinctBy(finding => finding.Id))
        {
            var application = tenant.Administration.FindApplication(one.Identity.AppId ?? "");
            var secret = _secrets.GetValueOrDefault(one.Identity.AppId ?? "");
            foreach (var credential in (application?.Credentials ?? []).Concat(secret?.Known ?? []).DistinctBy(credential => credential.KeyId).Where(credential => one.Cause.Contains(credential.KeyId, StringComparison.Ordinal)))
            {
                yield return one.FindingType == "NHI303"
                    ? new Truth(one.Identity.Id, one.Identity.DisplayName, Breakage.SecretEndsSoon, "NHI303", credential.EndsAt - RotationSetting.NearEnd, credential.EndsAt, "")
                    : new Truth(one.Identity.Id, one.Identity.DisplayName, Breakage.SecretTooOld, "NHI304", credential.StartsAt + RotationSetting.MaximumAge, credential.EndsAt, "");
            }
        }
    }

    /// <summary>Null when no secret is rotated in this scenario.</summary>
    public RotationsVerdict? Verdict(DateTimeOffset now)
    {
        if (IsEmpty)
        {
            return null;
        }

        Look(now);
        var (replaced, expired, repeated, orphaned) = (0, 0, 0, 0);
        foreach (var secret in _secrets.Values)
        {
            var history = secret.History(vault);
            var changes = history.Zip(history.Skip(1)).ToList();
            replaced += changes.Count;
            expired += changes.Count(change => change.First.Credential.EndsAt <= change.Second.At) + (history[^1].Credential.EndsAt <= now ? 1 : 0);
            repeated += changes.Count(change => change.First.Credential.KeyId == change.Second.Credential.KeyId || !RotationSetting.IsDue(change.First.Credential, change.Second.At));
            var handedOut = history.Select(one => one.Credential.KeyId).ToHashSet(StringComparer.Ordinal);
            orphaned += secret.Known.Count(one => secret.Present.Contains(one.KeyId) && secret.IsNew(one) && !handedOut.Contains(one.KeyId) && now - one.StartsAt > UnderWay);
        }

        var last = _said.Values.ToList();
        return new RotationsVerdict(
            _secrets.Count,
            last.Count,
            last.Count(one => one.State is RotationState.Done),
            last.Count(one => one.State is RotationState.Abandoned),
            last.Count(one => one.State is RotationState.Held),
            last.Count(one => one is { State: RotationState.Abandoned, Text: null or "" }),
            replaced,
            _retired,
            _signIns,
            _failed,
            _usedRetired,
            expired,
            orphaned,
            repeated)
        {
            Reasons = [.. _reasons.GroupBy(reason => reason).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(MostNamed).Select(group => Text($"{group.Key} ({group.Count()})"))],
            Failures = _failures,
        };
    }

    private static string Text(FormattableString text) => text.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
