using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>One attempt while it is evaluated: what has been found out so far. Checks fill it in; the record is written from it.</summary>
internal sealed class SignInCase(SignInAttempt attempt, DateTimeOffset at, long number)
{
    public SignInAttempt Attempt => attempt;

    public DateTimeOffset At => at;

    /// <summary>The tenant's count of sign-ins: everything random about this one follows from it.</summary>
    public long Number => number;

    public TenantUser? User { get; set; }

    public UserSession? Session { get; set; }

    public TenantServicePrincipal? Client { get; set; }

    public TenantServicePrincipal? Resource { get; set; }

    public AppCredential? UsedCredential { get; set; }

    public FederatedCredential? UsedFederation { get; set; }

    public MatchedPlace Place { get; set; } = new([]);

    public PolicyResult[] Policies { get; set; } = [];

    /// <summary>Who demanded a second factor, sorted.</summary>
    public List<string> RequiredBy { get; } = [];

    /// <summary>The first factor was right (or a claim stands for it).</summary>
    public bool FirstFactor { get; set; }

    public bool Mfa { get; set; }

    /// <summary>The second factor came with what was presented, not by a prompt.</summary>
    public bool MfaByClaim { get; set; }

    public string? MfaMethod { get; set; }

    public DateTimeOffset? MfaAt { get; set; }

    /// <summary>Negative: the second meaning of a code.</summary>
    public int Code { get; set; }

    public void Require(string provider)
    {
        if (!RequiredBy.Contains(provider))
        {
            RequiredBy.Add(provider);
            RequiredBy.Sort(StringComparer.Ordinal);
        }
    }
}
