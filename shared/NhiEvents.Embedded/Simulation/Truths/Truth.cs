namespace NhiEvents.Embedded.Simulation.Truths;

/// <summary>Something that was really broken.</summary>
/// <param name="IdentityId">Object id.</param>
/// <param name="Name">For people to read.</param>
/// <param name="From">The first failed attempt.</param>
/// <param name="Until">The success that ended it; null: it lasts to the end of the run.</param>
/// <param name="FirstRecord">Id of the log record of the first failed attempt.</param>
public sealed record Truth(string IdentityId, string Name, Breakage Why, string Finding, DateTimeOffset From, DateTimeOffset? Until, string FirstRecord);
