using NhiEvents.Embedded.Tenant.Policies;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>What a request for a token led to.</summary>
/// <param name="ErrorCode">AADSTS number; 0 is success.</param>
/// <param name="RecordId">Id of the log record.</param>
/// <param name="RequiredBy">Who demanded a second factor (<c>requirementProvider</c>).</param>
public sealed record SignInOutcome(int ErrorCode, string RecordId, IReadOnlyList<string> RequiredBy)
{
    private readonly PolicyResult[] _results = [];

    public bool Succeeded => ErrorCode == 0;

    /// <summary>Microsoft's words for the code; null on success.</summary>
    public string? FailureReason { get; init; }

    public AccessToken? Token { get; init; }

    /// <summary>What the client keeps; null: nothing.</summary>
    public string? SessionId { get; init; }

    /// <summary>A second factor was given now, or by a claim.</summary>
    public bool MfaSatisfied { get; init; }

    /// <summary>Every policy of the tenant and what it came to; empty where the sign-in ended before policies were looked at.</summary>
    public IReadOnlyList<PolicyVerdict> Policies => [.. _results.Select(result => new PolicyVerdict(result.Policy.Id, result.Policy.DisplayName, result.Text, result.ExclusionUsed))];

    internal PolicyResult[] Results
    {
        init => _results = value;
    }
}

/// <param name="Result">As logged: <c>success</c>, <c>failure</c>, <c>notApplied</c>, <c>reportOnlyFailure</c>, …</param>
/// <param name="ExclusionUsed">It would have applied, but an exclusion kept it away.</param>
public sealed record PolicyVerdict(string Id, string DisplayName, string Result, bool ExclusionUsed);

/// <summary>A token for one resource.</summary>
/// <param name="Mfa">Holds the claim that a second factor was given.</param>
/// <param name="Continuous">The resource hears of critical events before the token ends.</param>
public sealed record AccessToken(
    string PrincipalId,
    bool IsUser,
    string ClientId,
    string ResourceId,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    bool Mfa,
    bool Continuous);
