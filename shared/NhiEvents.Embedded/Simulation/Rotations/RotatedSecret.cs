using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Embedded.Vault;

namespace NhiEvents.Embedded.Simulation.Rotations;

/// <summary>One application's secret, as the tenant and the vault have it.</summary>
/// <param name="onlyForUsers">Its jobs are no jobs: a web app presents it in its users' sign-ins.</param>
internal sealed class RotatedSecret(string applicationId, string name, string secretName, bool onlyForUsers)
{
    private readonly Dictionary<string, AppCredential> _byProof = new(StringComparer.OrdinalIgnoreCase);
    private HashSet<string>? _first;

    public string ApplicationId => applicationId;

    public string Name => name;

    public bool OnlyForUsers => onlyForUsers;

    /// <summary>Every credential that was ever seen.</summary>
    public IReadOnlyCollection<AppCredential> Known => _byProof.Values;

    /// <summary>Key ids that the tenant held at the last look.</summary>
    public HashSet<string> Present { get; } = new(StringComparer.Ordinal);

    /// <summary>By key id: when a consumer last presented it.</summary>
    public Dictionary<string, DateTimeOffset> LastUse { get; } = new(StringComparer.Ordinal);

    public RotatedSecret With(IReadOnlyList<AppCredential> credentials)
    {
        foreach (var one in credentials.Where(one => one.Kind is AppCredentialKind.Password))
        {
            _byProof[one.Proof] = one;
            Present.Add(one.KeyId);
        }

        _first ??= [.. Present];
        return this;
    }

    public string? KeyOf(string proof) => _byProof.GetValueOrDefault(proof)?.KeyId;

    /// <summary>It was there before the scenario began.</summary>
    public bool WasFirst(string keyId) => _first!.Contains(keyId);

    public bool IsNew(AppCredential credential) => !WasFirst(credential.KeyId);

    /// <summary>What the vault gave to consumers over time, the oldest first. A text that the tenant never knew is an error of the simulation.</summary>
    public IReadOnlyList<(DateTimeOffset At, AppCredential Credential)> History(EmbeddedVault vault) =>
        [.. vault.Held(secretName).Reverse().Select(one => (one.Version.CreatedAt, _byProof[SecretHash.Of(one.Text)]))];
}
