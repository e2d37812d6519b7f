using System.Net;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Exceptions.Requests;

namespace NhiEvents.Core.Exceptions.Lifecycle;

/// <summary>How long a removed exclusion may still work.</summary>
internal static class ProofRules
{
    /// <summary>The longest documented time from the removal until no old token works: the change spreads, and the last token that was issued meanwhile runs out.</summary>
    public static TimeSpan BoundOf(SubjectKind kind, ExemptionRules rules) => kind switch
    {
        SubjectKind.User or SubjectKind.Guest => rules.EffectWithin + rules.UserTokens,
        SubjectKind.ServicePrincipal or SubjectKind.ManagedIdentity or SubjectKind.Group => rules.EffectWithin + rules.ServicePrincipalTokens,
    };
}

/// <summary>What a sign-in says about an exception of its identity: the gate on use.</summary>
internal abstract record UseDecision
{
    private UseDecision()
    {
    }

    /// <summary>Nothing.</summary>
    public sealed record Keep : UseDecision;

    /// <summary>Active past its end: NHI402, and enforcement now.</summary>
    public sealed record Outlived : UseDecision;

    /// <summary>The exclusion has worked: the activation is proven by use.</summary>
    public sealed record Works : UseDecision;

    /// <summary>Used from elsewhere, or for something else, than was agreed: NHI403.</summary>
    public sealed record OutsideScope : UseDecision;

    /// <summary>These policies were met after the removal.</summary>
    public sealed record Met(IReadOnlyList<string> Policies) : UseDecision;

    /// <summary>An exclusion was used longer after its removal than the change takes to spread: it is still there, or there again.</summary>
    public sealed record StillExcluded : UseDecision;

    public static UseDecision For(Exemption exemption, SignIn signIn, ExemptionRules rules, DateTimeOffset now)
    {
        var own = signIn.Policies.Where(policy => exemption.Policies.Contains(policy.Id, StringComparer.OrdinalIgnoreCase)).ToList();
        var passed = own.Any(policy => policy.PassedByExclusion);
        return exemption switch
        {
            // Whatever the sign-in was: an event of this identity is a chance to see that the end was missed.
            { State: ExemptionState.Active or ExemptionState.Activating or ExemptionState.Expiring } when exemption.End <= now => new Outlived(),
            { State: ExemptionState.Active } when passed && signIn.At >= exemption.ActivatedAt => IsAgreed(exemption, signIn) ? new Works() : new OutsideScope(),
            { State: ExemptionState.EndedUnproven } when passed && signIn.At > exemption.RemovedAt + rules.EffectWithin => new StillExcluded(),
            { State: ExemptionState.EndedUnproven } when signIn.At > exemption.RemovedAt && MetOf(own) is { Count: > 0 } met => new Met(met),
            _ => new Keep(),
        };
    }

    private static List<string> MetOf(List<AppliedPolicy> own) => [.. own.Where(policy => policy is { PassedByExclusion: false, Result: "success" or "failure" }).Select(policy => policy.Id)];

    private static bool IsAgreed(Exemption exemption, SignIn signIn) =>
        (exemption.Scope.Apps.Count == 0 || (signIn.ResourceId is { } resource && exemption.Scope.Apps.Contains(resource, StringComparer.OrdinalIgnoreCase)))
        && (exemption.Scope.Networks.Count == 0 || (IPAddress.TryParse(signIn.IpAddress, out var address) && AgreedNetworks.Contains(exemption.Scope.Networks, address)));
}
