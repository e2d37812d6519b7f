using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Exceptions;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>A tenant in which every exclusion of the crowded minute is made, with a foreign and a protected entry beside ours everywhere. It watches every change.</summary>
internal sealed class CrowdedTenant
{
    public const string Foreign = "ffffffff-0000-4000-8000-000000000001";
    public const string Protected = "dddddddd-0000-4000-8000-000000000001";

    private readonly SimulatedTenant _tenant;
    private readonly TimeProvider _time;
    private readonly IReadOnlyDictionary<string, Exemption> _records;
    private readonly int _policies;
    private readonly Dictionary<string, HashSet<string>> _lists = new(StringComparer.Ordinal);

    public CrowdedTenant(SimulatedTenant simulated, TimeProvider clock, IReadOnlyDictionary<string, Exemption> exemptions, int count)
    {
        (_tenant, _time, _records, _policies) = (simulated, clock, exemptions, count);
        Seed();
        _tenant.Emitted += record => Saw(record.Body);
    }

    /// <summary>From each end to its removal in the tenant.</summary>
    public Dictionary<string, TimeSpan> RemovedFromGroups { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc cref="RemovedFromGroups"/>
    public Dictionary<string, TimeSpan> RemovedFromLists { get; } = new(StringComparer.Ordinal);

    /// <summary>What must never be seen, and was.</summary>
    public List<string> Wrong { get; } = [];

    public int PolicyWrites { get; private set; }

    /// <summary>Looks at what has just been changed in the tenant.</summary>
    private void Saw(ReadOnlyMemory<byte> audit)
    {
        using var json = JsonDocument.Parse(audit);
        var properties = json.RootElement.GetProperty("properties");
        switch (properties.GetProperty("activityDisplayName").GetString())
        {
            case "Remove member from group":
                Removed(properties.GetProperty("targetResources")[0].GetProperty("id").GetString()!, RemovedFromGroups);
                break;
            case "Update conditional access policy":
                PolicyWrites++;
                CheckList(properties.GetProperty("targetResources")[0].GetProperty("id").GetString()!);
                break;
            case var other:
                Wrong.Add($"somebody did '{other}'");
                break;
        }
    }

    /// <summary>At every moment a list holds what others have, what is protected, and every entry of ours that has not ended.</summary>
    private void CheckList(string policy)
    {
        var (before, now) = (_lists[policy], ListOf(policy).ToHashSet(StringComparer.Ordinal));
        foreach (var gone in before.Except(now))
        {
            Removed(gone, RemovedFromLists);
        }

        foreach (var added in now.Except(before))
        {
            Wrong.Add($"{added} came into the list of {policy}");
        }

        _lists[policy] = now;
    }

    private void Removed(string identity, Dictionary<string, TimeSpan> removed)
    {
        if (!_records.TryGetValue("exemption-" + identity, out var record))
        {
            Wrong.Add($"{identity} is not ours, and was removed");
        }
        else if (_time.GetUtcNow() - record.End!.Value is var late && (late < TimeSpan.Zero || !removed.TryAdd(identity, late)))
        {
            Wrong.Add($"{identity} was removed {(late < TimeSpan.Zero ? "too early" : "twice")}");
        }
    }

    public IEnumerable<string> ListOf(string policy) =>
        JsonNode.Parse(_tenant.Administration.Find<PolicyDocument>(policy)!.Json)!["conditions"]!["clientApplications"]!["excludeServicePrincipals"]!.AsArray().Select(id => id!.GetValue<string>());

    private void Seed()
    {
        var identities = _records.Values.Select(record => record.Identity).ToList();
        _tenant.Administration.Seed(identities.Where(identity => identity.Kind is SubjectKind.User).Select(identity => (TenantObject)User(identity.Id)));
        _tenant.Administration.Seed(identities.Where(identity => identity.Kind is SubjectKind.ServicePrincipal).Select(identity => identity.Id).Append(Foreign).Append(Protected).Select(Principal));
        foreach (var i in Enumerable.Range(0, _policies))
        {
            var members = _records.Values.Where(record => record.Policies[0] == Id('a', i)).Select(record => record.Identity.Id).Append(Foreign).Append(Protected).ToList();
            var policy = new PolicyJson(Id('a', i), $"Policy {i}") { Controls = ["block"] };
            if (IsList(i))
            {
                _lists[policy.Id] = [.. members];
                policy = policy with { ServicePrincipals = ["ServicePrincipalsInMyTenant"], ExcludeServicePrincipals = members };
            }
            else
            {
                _tenant.Administration.Seed([new TenantGroup { Id = Id('b', i), DisplayName = $"Excluded {i}", Members = [.. members] }]);
                policy = policy with { IncludeUsers = ["All"], ExcludeGroups = [Id('b', i)] };
            }

            _tenant.Administration.Seed([ExceptionsCompany.Policy(policy)]);
        }
    }

    public static Exemption Record(int number, int policy, DateTimeOffset end)
    {
        var (identity, kind) = IsList(policy) ? (Id('9', number), SubjectKind.ServicePrincipal) : (Id('1', number), SubjectKind.User);
        return Given.Active with
        {
            Id = "exemption-" + identity,
            Identity = new ExemptIdentity(identity, kind, $"svc-{number}", false),
            Mechanism = IsList(policy) ? ExclusionMechanism.PolicyList : ExclusionMechanism.Group,
            Policies = [Id('a', policy)],
            End = end,
        };
    }

    public static bool IsList(int policy) => policy % 2 == 1;

    public static string Id(char sort, int number) => $"{new string(sort, 8)}-0000-4000-8000-{number:d12}";

    private static TenantUser User(string id) => new()
    {
        Id = id,
        UserPrincipalName = $"{id}@contoso.example",
        DisplayName = id,
        Kind = UserKind.ServiceAccount,
        CreatedAt = Given.Now.AddYears(-1),
        SessionsValidFrom = Given.Now.AddYears(-1),
    };

    public static TenantServicePrincipal Principal(string id) => new() { Id = id, AppId = "app-" + id, DisplayName = id, OwnerTenantId = Given.Tenant };
}
