using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Simulation.Attacks;

/// <summary>Whose password somebody else has used, and who has worked long enough for that to show.</summary>
/// <param name="watch">Notes when the log showed it.</param>
internal sealed class AttackBook(ArrivalWatch watch)
{
    private const int EnoughSignIns = 20;

    private readonly Dictionary<string, Work> _work = new(StringComparer.Ordinal);
    private readonly List<Truth> _truths = [];
    private readonly Dictionary<object, List<(TenantApplication Application, (string KeyId, string Secret) Added)>> _planted = new(ReferenceEqualityComparer.Instance);
    private readonly SortedDictionary<string, Truth> _gotIn = new(StringComparer.Ordinal);

    public IReadOnlyList<Truth> Truths() => _truths;

    /// <summary>Who was used from elsewhere.</summary>
    public IEnumerable<Truth> Elsewhere() => _gotIn.Values;

    /// <summary>When somebody first used the password; null: nobody did.</summary>
    public DateTimeOffset? AttackedAt(string identityId) => _truths.Find(truth => truth.IdentityId == identityId)?.From;

    public void Worked(string identityId, DateTimeOffset at) => _work[identityId] = _work.TryGetValue(identityId, out var known) ? known with { SignIns = known.SignIns + 1 } : new Work(at, 1);

    /// <summary>Whether its history says where it works.</summary>
    /// <param name="learnFor">How long it must have worked for that.</param>
    public bool IsKnown(string identityId, TimeSpan learnFor, DateTimeOffset now) => _work.TryGetValue(identityId, out var work) && work.SignIns >= EnoughSignIns && now - work.Since > learnFor;

    /// <summary>Somebody gave the right password, and only what came after it stopped them.</summary>
    public void Stopped(TenantUser account, string recordId, DateTimeOffset at) =>
        _truths.Add(TruthOf(Breakage.PasswordStolen, account.Id, account.DisplayName, recordId, at));

    /// <summary>What one act has added, for its later steps.</summary>
    public List<(TenantApplication Application, (string KeyId, string Secret) Added)> PlantedBy(object act)
    {
        if (!_planted.TryGetValue(act, out var planted))
        {
            _planted[act] = planted = [];
        }

        return planted;
    }

    /// <summary>Somebody used a credential that they had added to an application and took away again.</summary>
    public void Planted(TenantServicePrincipal principal, string recordId, DateTimeOffset at) =>
        _truths.Add(TruthOf(Breakage.CredentialPlanted, principal.Id, principal.DisplayName, recordId, at));

    /// <summary>Somebody signed in from where the identity never was.</summary>
    public void GotIn(string identityId, string name, string recordId, DateTimeOffset at) =>
        _gotIn.TryAdd(identityId, TruthOf(Breakage.UsedElsewhere, identityId, name, recordId, at));

    private Truth TruthOf(Breakage why, string identityId, string name, string recordId, DateTimeOffset at)
    {
        watch.Await(recordId);
        return new Truth(identityId, name, why, ExpectedFinding.For(why, isUser: why is not Breakage.CredentialPlanted).Finding, at, null, recordId);
    }

    private sealed record Work(DateTimeOffset Since, int SignIns);
}
