using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Identities.Kinds;

/// <summary>What is special about one kind of non-human identity.</summary>
/// <param name="Name">In a sentence, such as <c>shared mailbox</c>.</param>
/// <param name="Forms">The directory objects that such an identity can be; the registry's word on a kind holds for no other.</param>
public sealed record KindEntry(IdentityKind Kind, string Name, IReadOnlyList<ObjectForm> Forms)
{
    /// <summary>Findings that say nothing about it.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Findings that say nothing until it was seen to sign in.</summary>
    public IReadOnlyList<string> ExcludesUntilSeen { get; init; } = [];

    /// <summary>The most that a finding may weigh for it.</summary>
    public IReadOnlyDictionary<string, Severity> AtMost { get; init; } = new Dictionary<string, Severity>();

    public IReadOnlyDictionary<string, KindRemedies> Remedies { get; init; } = new Dictionary<string, KindRemedies>();

    /// <summary>Which exception from a policy it may have.</summary>
    public ExemptionTerm Exception { get; init; }

    /// <summary>No action may ever touch it.</summary>
    public bool Protected { get; init; }

    /// <summary>Recognising it in the directory is evidence enough that it is no person.</summary>
    public bool NeverAPerson { get; init; }

    internal IReadOnlyList<KindRule> Rules { get; init; } = [];
}

/// <summary>Remedies of a kind for one finding.</summary>
/// <param name="Instead">True: the general ones are wrong for it. False: the general ones follow.</param>
public sealed record KindRemedies(IReadOnlyList<Remedy> Remedies, bool Instead);

/// <summary>Exceptions from a policy that a kind may have.</summary>
public enum ExemptionTerm
{
    /// <summary>With an owner, an approver and an end.</summary>
    TimeBoxed,

    /// <summary>For good, with a review date.</summary>
    Standing,

    /// <summary>None would work, or none should be.</summary>
    None,
}
