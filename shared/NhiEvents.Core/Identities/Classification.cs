using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Identities;

/// <summary>Whether an identity is taken for a non-human one, and the reasons to show.</summary>
/// <param name="Reasons">Sorted; <see cref="EvidenceKinds.Known"/> only when nothing better is there: it says that somebody else has the reason.</param>
public sealed record Classification(bool IsNonHuman, IdentityKind Kind, IReadOnlyList<string> Reasons)
{
    public static Classification For(IEnumerable<string> evidence)
    {
        var all = new SortedSet<string>(evidence, StringComparer.Ordinal);
        var kind = all.Contains(EvidenceKinds.ManagedIdentity) ? IdentityKind.ManagedIdentity
            : all.Contains(EvidenceKinds.ServicePrincipal) ? IdentityKind.ServicePrincipal
            : IdentityKind.ServiceAccount;
        var sufficient = all.Any(reason => !EvidenceKinds.Weak.Contains(reason));
        if (all.Any(reason => reason != EvidenceKinds.Known && !EvidenceKinds.Weak.Contains(reason)))
        {
            all.Remove(EvidenceKinds.Known);
        }

        return new Classification(sufficient, kind, [.. all]);
    }
}
