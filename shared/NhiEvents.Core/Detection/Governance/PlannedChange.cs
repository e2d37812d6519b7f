using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>How sure it is that what works now will stop.</summary>
internal enum Certainty
{
    /// <summary>It depends on what the identity does with its token.</summary>
    Possible,

    /// <summary>The way it signs in is going away.</summary>
    Likely,

    /// <summary>The very thing that it does has been judged already, or is what will be refused.</summary>
    Certain,
}

/// <summary>A change that takes away what some sign-ins rest on.</summary>
/// <param name="Id">Part of the finding's cause: never another meaning.</param>
/// <param name="Name">Stands in a sentence.</param>
/// <param name="Breaks">What happens then; stands in a sentence.</param>
/// <param name="Source">Where Microsoft says so.</param>
internal sealed record PlannedChange(string Id, Certainty Certainty, string Name, ChangeSign When, string Breaks, Uri Source)
{
    /// <summary>Null: on the day the organization does it itself.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The day after which nothing is postponed any more.</summary>
    public DateOnly? Final { get; init; }

    /// <summary>An exception of the organization's own policies gives time.</summary>
    public bool Exception { get; init; }

    /// <summary>Another identity than a user object ends the matter.</summary>
    public bool ReplaceAccount { get; init; }

    /// <summary>Id of the change that says the same with certainty, once the identity is seen to do in Azure what will be refused.</summary>
    public string? GivesWayTo { get; init; }

    public IReadOnlyList<Remedy> Remedies { get; init => field = value ?? []; } = [];
}

/// <summary>What a success that the change concerns looks like: all conditions that are given. <see cref="AzureChange"/> alone is no sign-in.</summary>
internal sealed record ChangeSign
{
    /// <summary>A policy that only reports has failed or interrupted it.</summary>
    public bool ReportOnly { get; init; }

    /// <summary>Azure Resource Manager let a user create, change or delete without a second factor.</summary>
    public bool AzureChange { get; init; }

    /// <summary><c>authenticationProtocol</c>.</summary>
    public IReadOnlyList<string>? Protocols { get; init; }

    /// <summary><c>clientAppUsed</c>.</summary>
    public IReadOnlyList<string>? ClientApps { get; init; }

    /// <summary>Application ids.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>The log says that one factor was enough.</summary>
    public bool SingleFactor { get; init; }

    public bool IsEmpty => !ReportOnly && !AzureChange && !SingleFactor && Protocols is null && ClientApps is null && Resources is null;

    /// <summary>Whether a user's sign-in that satisfied no second factor is one. <see cref="ReportOnly"/> is looked at elsewhere, policy by policy.</summary>
    public bool Concerns(SignIn signIn) =>
        !ReportOnly && !AzureChange
        && Holds(Protocols, signIn.AuthenticationProtocol)
        && Holds(ClientApps, signIn.ClientAppUsed)
        && Holds(Resources, signIn.ResourceId)
        && (!SingleFactor || string.Equals(signIn.AuthenticationRequirement, "singleFactorAuthentication", StringComparison.OrdinalIgnoreCase));

    private static bool Holds(IReadOnlyList<string>? one, string? value) => one is null || (value is not null && one.Contains(value, StringComparer.OrdinalIgnoreCase));
}
