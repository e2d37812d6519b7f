namespace NhiEvents.Embedded.Simulation.Exceptions;

/// <summary>A way out of a policy that somebody made by hand: the truth that the system has to find.</summary>
/// <param name="Kind">In words.</param>
/// <param name="SubjectId">What was excluded.</param>
/// <param name="IdentityId">Null for a way out that names no identity.</param>
/// <param name="AuthorId">Who did it.</param>
internal sealed record HandMade(string Kind, string PolicyId, string SubjectId, string? IdentityId, string Name, string AuthorId, DateTimeOffset At);
