using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>A tenant that the contract suites of the Entra ports run on. A provider makes one that has these objects.</summary>
public abstract class EntraFixture : IDisposable
{
    /// <summary>No object has it.</summary>
    public const string Unknown = "00000000-0000-4000-8000-00000000dead";

    /// <summary>A user action that every policy for all resources leaves out.</summary>
    public const string ExcludedAction = "accountrecovery";

    public static SecurityTag Tag { get; } = new("Nhi", "Exempt");

    public abstract IDirectory Directory { get; }

    public abstract IExclusions Exclusions { get; }

    public abstract ICredentials Credentials { get; }

    public abstract IContainment Containment { get; }

    /// <summary>The same ports for a caller without any permission.</summary>
    public abstract (IDirectory Directory, IExclusions Exclusions, ICredentials Credentials, IContainment Containment) Powerless { get; }

    /// <summary>A user without roles; member of <see cref="DynamicGroup"/>.</summary>
    public virtual string User => "11111111-0000-4000-8000-000000000001";

    /// <summary>Holds a privileged role.</summary>
    public virtual string Administrator => "11111111-0000-4000-8000-000000000002";

    public virtual string AssignedGroup => "22222222-0000-4000-8000-000000000001";

    /// <summary>Has <see cref="AssignedGroup"/> as a member.</summary>
    public virtual string OuterGroup => "22222222-0000-4000-8000-000000000002";

    public virtual string DynamicGroup => "22222222-0000-4000-8000-000000000003";

    public virtual string RoleAssignableGroup => "22222222-0000-4000-8000-000000000004";

    /// <summary>In a restricted unit on which the caller has no role.</summary>
    public virtual string RestrictedGroup => "22222222-0000-4000-8000-000000000005";

    /// <summary>In a restricted unit on which the caller is Groups Administrator.</summary>
    public virtual string OwnRestrictedGroup => "22222222-0000-4000-8000-000000000006";

    /// <summary>Object id; the caller may change it. Without credentials.</summary>
    public virtual string Application => "33333333-0000-4000-8000-000000000001";

    /// <summary>Its app management policy forbids passwords and certificates over 90 days.</summary>
    public virtual string LimitedApplication => "33333333-0000-4000-8000-000000000002";

    public virtual string ServicePrincipal => "44444444-0000-4000-8000-000000000001";

    /// <summary>With one role in Azure.</summary>
    public virtual string ManagedIdentity => "44444444-0000-4000-8000-000000000002";

    /// <summary>In Azure; <see cref="Administrator"/> is its owner, <see cref="User"/> that of its subscription.</summary>
    public virtual string ResourceGroup => "/subscriptions/s/resourceGroups/owned";

    /// <summary>Everyone except <see cref="Administrator"/> and <see cref="RoleAssignableGroup"/>, with control <c>mfa</c>, and a property that no build knows.</summary>
    public virtual string Policy => "55555555-0000-4000-8000-000000000001";

    public abstract DateTimeOffset Now { get; }

    public virtual string TenantId => "11111111-2222-4333-8444-555555555555";

    /// <summary>Null: its logs may not be read.</summary>
    public virtual IEntraLogs? Logs => null;

    /// <summary>Of the tenant's licences; null: they may not be read.</summary>
    public virtual IReadOnlyList<string>? ServicePlans => null;

    /// <summary>Until a request to Conditional Access is allowed again.</summary>
    public abstract Task PassASecondAsync();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
