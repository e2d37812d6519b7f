using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities.Kinds;

namespace NhiEvents.Core.Identities.Facts;

/// <summary>What registry and directory say, looked up by whatever a log row names. Immutable after it is built; safe to read from several threads.</summary>
/// <remarks>
/// The directory part may hold people. They are found here too, but bring no evidence: who calls must drop what stays without any, and write nothing of it.
/// </remarks>
public sealed class IdentityFactsIndex
{
    private readonly Dictionary<string, IdentityFacts> _registry = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IdentityFacts> _directory = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IdentityFacts> _described = [];

    /// <param name="registry">As the registry's file names them.</param>
    /// <param name="directory">Users and service principals of the directory.</param>
    /// <param name="registeredIds">Object ids of members of the group that registers.</param>
    public IdentityFactsIndex(IReadOnlyList<IdentityFacts> registry, IReadOnlyList<IdentityFacts> directory, IReadOnlySet<string> registeredIds, KindTable kinds)
    {
        Registry = registry;
        foreach (var facts in directory)
        {
            var described = facts with { Evidence = EvidenceOf(facts, registeredIds, kinds) };
            _described.Add(described);
            foreach (var key in Keys(described))
            {
                _directory[key] = FactsMerge.Of(_directory.TryGetValue(key, out var known) ? [known, described] : [described])!;
            }
        }

        foreach (var facts in registry)
        {
            foreach (var key in Keys(facts))
            {
                _registry[key] = facts;
            }
        }
    }

    public static IdentityFactsIndex Empty { get; } = new([], [], new HashSet<string>(), KindTable.Shipped);

    public bool IsEmpty => _registry.Count == 0 && _directory.Count == 0;

    public IReadOnlyList<IdentityFacts> Registry { get; }

    /// <summary>Users, people among them, and service principals, with the evidence that the directory itself gives.</summary>
    public IReadOnlyList<IdentityFacts> Directory => _described;

    /// <summary>Whom registry or registering group name, completed by the directory.</summary>
    public IReadOnlyList<IdentityFacts> Registered =>
        [.. Registry.Concat(Directory.Where(facts => facts.Evidence.Contains(EvidenceKinds.Registered))).Select(facts => Find(facts.Id, facts.UserPrincipalName, facts.AppId) ?? facts)];

    /// <summary>What both say of an identity; null when neither knows it.</summary>
    public IdentityFacts? Find(string? id, string? userPrincipalName, string? appId)
    {
        if (IsEmpty)
        {
            return null;
        }

        var described = In(_directory, id) ?? In(_directory, userPrincipalName) ?? In(_directory, appId);
        var registered = In(_registry, id) ?? In(_registry, userPrincipalName) ?? In(_registry, appId)
            ?? In(_registry, described?.Id) ?? In(_registry, described?.UserPrincipalName) ?? In(_registry, described?.AppId);
        return FactsMerge.Of(new[] { registered, described }.OfType<IdentityFacts>());
    }

    /// <summary>What the directory alone says, for what the registry names.</summary>
    public IdentityFacts? Describe(IdentityFacts registered) => In(_directory, registered.Id) ?? In(_directory, registered.UserPrincipalName) ?? In(_directory, registered.AppId);

    private static IdentityFacts? In(Dictionary<string, IdentityFacts> facts, string? key) => key is not null && facts.TryGetValue(key, out var found) ? found : null;

    private static IEnumerable<string> Keys(IdentityFacts facts) => new[] { facts.Id, facts.UserPrincipalName, facts.AppId }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);

    private static IReadOnlyList<string> EvidenceOf(IdentityFacts facts, IReadOnlySet<string> registeredIds, KindTable kinds)
    {
        if (facts.ServicePrincipalType is not null || facts.AppId is not null)
        {
            return [];
        }

        var evidence = new SortedSet<string>(StringComparer.Ordinal);
        if (kinds.Of(kinds.KindOf(new KindSubject(ObjectForm.User, "") { Facts = facts })).NeverAPerson)
        {
            evidence.Add(EvidenceKinds.DirectoryKind);
        }

        if (facts.Id is not null && registeredIds.Contains(facts.Id))
        {
            evidence.Add(EvidenceKinds.Registered);
        }

        return [.. evidence];
    }
}
