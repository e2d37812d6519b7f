using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Identities;

/// <summary>Whether an identity is taken for a non-human one, and the reasons to show.</summary>
/// <param name="Reasons">Sorted; <see cref="EvidenceKinds.Known"/> only when nothing better is there: it says that somebody else has the reason.</param>
public sealed record Classification(bool IsNonHuman, ObjectForm Form, IReadOnlyList<string> Reasons)
{
    /// <summary>The kind as far as the form alone tells; <see cref="Kinds.KindTable"/> knows the finer ones.</summary>
    public IdentityKind Kind => Form switch
    {
        ObjectForm.User => IdentityKind.ServiceAccount,
        ObjectForm.ServicePrincipal => IdentityKind.ServicePrincipal,
        ObjectForm.ManagedIdentity => IdentityKind.ManagedIdentity,
    };

    public static Classification For(IEnumerable<string> evidence)
    {
        var all = new SortedSet<string>(evidence, StringComparer.Ordinal);
        var form = all.Contains(EvidenceKinds.ManagedIdentity) ? ObjectForm.ManagedIdentity
            : all.Contains(EvidenceKinds.ServicePrincipal) ? ObjectForm.ServicePrincipal
            : ObjectForm.User;
        var sufficient = all.Any(reason => !EvidenceKinds.Weak.Contains(reason));
        if (all.Any(reason => reason != EvidenceKinds.Known && !EvidenceKinds.Weak.Contains(reason)))
        {
            all.Remove(EvidenceKinds.Known);
        }

        return new Classification(sufficient, form, [.. all]);
    }
}
