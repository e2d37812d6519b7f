using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Findings;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>What to do about an identity before a policy breaks it.</summary>
public static class BreakRemedies
{
    private static readonly Remedy Exception = new(
        "If it cannot be replaced in time, ask for an exception before the day",
        ["Find out who is affected, and what each would need: nhi preflight POLICY.", "Ask for an exception with owner, reason, network and end: portal, Exceptions, or nhi exceptions request."]);

    private static readonly Remedy Network = new(
        "Let it sign in from where the policy allows it",
        ["Find the address in the evidence and who owns that machine.", "Move the job, or add the network to the named location that the policy trusts, if it is yours."]);

    /// <param name="clients">How it signs in: protocols and client apps, as the logs name them.</param>
    public static IReadOnlyList<Remedy> For(IdentityKind kind, IEnumerable<string?> clients) => kind.IsServicePrincipal()
        ? [Network, Exception]
        : [.. clients.SelectMany(client => PlannedChanges.Shipped.All.Where(change => client is not null && change.When.ClientApps?.Contains(client, StringComparer.OrdinalIgnoreCase) is true)).SelectMany(change => change.Remedies).Distinct(), .. ReplaceTheAccount.InOrder, Exception];

    /// <summary>Gives time; the way out is another identity.</summary>
    internal static Remedy AskForException => Exception;
}
