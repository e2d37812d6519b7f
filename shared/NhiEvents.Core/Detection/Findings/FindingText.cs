using System.Diagnostics;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection;

/// <summary>Turns the facts of a finding into what a person reads: cause, severity, remedies in order, standards.</summary>
internal static class FindingText
{
    /// <summary>Owners come with the directory, which this build does not read.</summary>
    public const string UnknownOwner = "unknown";

    public static Finding Show(RootCause cause, Contribution total, IdentityRow identity, FindingState state)
    {
        var text = TextOf(cause, total, identity);
        return new Finding(
            MessageIds.From("finding", identity.TenantId, identity.Id, cause.Hash()),
            cause.Finding,
            text.Name,
            text.Severity,
            identity.ToRef(),
            UnknownOwner,
            text.Cause,
            new Evidence(total.Events, total.Codes, cause.DemandedBy, total.Policies, total.Apps, total.Resources, identity.Classification().Reasons),
            text.Remedies,
            text.Standards,
            total.First,
            total.Last,
            total.Count,
            state)
        {
            CountIsLowerBound = total.LowerBound,
        };
    }

    private static FindingWords TextOf(RootCause cause, Contribution total, IdentityRow identity) => cause.Finding switch
    {
        FindingNumbers.ChallengeDemanded => ChallengeDemanded.Words(cause, total, identity),
        FindingNumbers.SecretExpired => SecretExpired.Words(cause, total, identity),
        FindingNumbers.UnclassifiedFailure => UnclassifiedFailure.Words(cause, total, identity),
        _ => throw new UnreachableException($"no text for {cause.Finding}"),
    };
}

/// <summary>The part of a finding that is written for people.</summary>
internal sealed record FindingWords(string Name, Severity Severity, string Cause, IReadOnlyList<Remedy> Remedies, IReadOnlyList<string> Standards);
