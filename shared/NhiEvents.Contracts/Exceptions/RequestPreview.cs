using NhiEvents.Contracts.Findings;

namespace NhiEvents.Contracts.Exceptions;

/// <summary>What whoever looks at a request in advance knows of its identity and of the exceptions that it has or had.</summary>
/// <param name="Kind">Null when the identity is not known.</param>
/// <param name="Protected">Nothing ever writes to it.</param>
/// <param name="OpenFindings">Numbers.</param>
/// <param name="OpenPolicies">Policies from which it has an open exception.</param>
/// <param name="EarlierInAYear">Exceptions from one of the policies that ended within a year.</param>
public sealed record KnownIdentity(IdentityKind? Kind, bool Protected, IReadOnlyList<string> OpenFindings, IReadOnlyList<string> OpenPolicies, int EarlierInAYear);

/// <summary>What is certain of a request before the directory was asked.</summary>
/// <param name="Faults">Every reason for which it would be refused; none does not mean that it is granted.</param>
/// <param name="Longest">The longest that it may last; null for one without an end, or while the limits are not known.</param>
/// <param name="ApprovalsNeeded">Null while the policies are not known.</param>
/// <param name="EndsAt">The end, moved earlier where the calendar asks for that.</param>
public sealed record RequestPreview(IReadOnlyList<PreviewFault> Faults, TimeSpan? Longest, int? ApprovalsNeeded, DateTimeOffset? EndsAt);

/// <param name="Code">From a closed list, such as <c>overCap</c>.</param>
/// <param name="Member">The member of the request that it is about, such as <c>end</c>.</param>
/// <param name="Text">What is wrong and what to do.</param>
public sealed record PreviewFault(string Code, string Member, string Text);
