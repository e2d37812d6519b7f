using System.Globalization;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Seeding;

namespace NhiEvents.Embedded.Simulation.Exceptions;

/// <summary>What a company sets up so that exceptions can be made: an approvers' group, a guard for the exclusion group, a role for our identity, and settings that name them.</summary>
public sealed class ExceptionSetting
{
    private const int Approvers = 3;

    private readonly SeedIds _ids;
    private readonly Chance _chance;
    private readonly List<TenantUser> _people;

    internal ExceptionSetting(SimulatedTenant tenant, SeedIds ids, Chance chance)
    {
        (_ids, _chance) = (ids, chance);
        _people = [.. tenant.Administration.All<TenantUser>().Where(user => user is { Kind: UserKind.Person, Enabled: true }).OrderBy(user => chance.Share(user.Id + "duty"))];
        Caller = new TenantCaller(chance.Id("our-principal"), chance.Id("our-app"), "NhiEvents", new HashSet<string>(StringComparer.Ordinal)
        {
            "Policy.Read.All", "Application.Read.All", "User.Read.All", "GroupMember.Read.All", "RoleManagement.Read.Directory", "Policy.Read.ConditionalAccess",
            "Policy.ReadWrite.ConditionalAccess", "CustomSecAttributeAssignment.ReadWrite.All",
            "User.EnableDisableAccount.All", "User.RevokeSessions.All",
        });
        Protected = [.. tenant.Administration.All<TenantUser>().Where(user => user.Kind is UserKind.BreakGlass or UserKind.SyncAccount).Select(user => user.Id)];
    }

    /// <summary>Our identity, with the rights that it has there.</summary>
    public TenantCaller Caller { get; }

    /// <summary>Break-glass and synchronisation accounts.</summary>
    public IReadOnlyList<string> Protected { get; }

    /// <summary>Accounts of those who ask, own and approve.</summary>
    public string Requester => Person(Approvers);

    public string Owner => Person(Approvers + 1);

    public IReadOnlyList<string> ApproverAccounts => [.. _people.Take(Approvers).Select(user => user.Id)];

    /// <summary>A policy that names the service principals it blocks elsewhere than at home; its exceptions are in its own list.</summary>
    public string ListPolicy => _chance.Id("policy|list");

    /// <summary>Settings of the exceptions app, and whom reactions never touch.</summary>
    /// <param name="isSetUp">False: only who is protected.</param>
    public IReadOnlyDictionary<string, string?> Settings(bool isSetUp)
    {
        var settings = new Dictionary<string, string?> { ["Exceptions:OwnIds:0"] = Caller.ServicePrincipalId, ["Exceptions:OwnIds:1"] = Caller.AppId, ["Detection:TrustedActors:0"] = Caller.ServicePrincipalId };
        for (var i = 0; i < Protected.Count; i++)
        {
            settings[$"Exceptions:ProtectedIds:{i.ToString(CultureInfo.InvariantCulture)}"] = Protected[i];
            settings[$"Response:ProtectedIds:{i.ToString(CultureInfo.InvariantCulture)}"] = Protected[i];
        }

        if (isSetUp)
        {
            settings["Exceptions:ApproverGroupId"] = ApproverGroup;
            settings["Exceptions:Policies:0:PolicyId"] = _ids.MfaForEveryone;
            settings["Exceptions:Policies:0:GroupId"] = _ids.MfaExclusionGroup;
            settings["Exceptions:Policies:1:PolicyId"] = ListPolicy;
            settings["Exceptions:Policies:1:WriteList"] = "true";
        }

        return settings;
    }

    private string ApproverGroup => _chance.Id("group|exception-approvers");

    /// <summary>Puts it into the tenant, before its first moment.</summary>
    internal void SetUp(SimulatedTenant tenant)
    {
        var unit = tenant.Administration.Find<AdministrativeUnit>(_ids.RestrictedUnit)!;
        var guard = new PolicyJson(_chance.Id("policy|guard"), "CA020 Guard: excluded from MFA only from the data centre")
        {
            IncludeGroups = [_ids.MfaExclusionGroup],
            Controls = ["block"],
            IncludeLocations = ["All"],
            ExcludeLocations = [_ids.DataCentreLocation],
        };
        var group = new TenantGroup { Id = ApproverGroup, DisplayName = "Exception approvers", Members = TenantGroup.NoIds.Union(ApproverAccounts) };
        tenant.Administration.Seed(
        [
            new TenantServicePrincipal { Id = Caller.ServicePrincipalId, AppId = Caller.AppId, DisplayName = Caller.DisplayName, OwnerTenantId = tenant.Options.TenantId },
            unit with { ScopedGroupAdministrators = unit.ScopedGroupAdministrators.Add(Caller.ServicePrincipalId) },
            group,
            new PolicyDocument { Id = guard.Id, Json = guard.ToString() },
        ]);
    }

    /// <exception cref="InvalidDataException">Too few people work there to ask, own and approve as different persons.</exception>
    private string Person(int number) => number < _people.Count ? _people[number].Id
        : throw new InvalidDataException($"Only {_people.Count} people work in the simulated company; asking, owning and approving take {Approvers + 2}. Give it more --humans.");
}
