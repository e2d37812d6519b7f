namespace NhiEvents.Embedded.Simulation.Truths;

/// <summary>Something that was really broken.</summary>
/// <param name="IdentityId">Object id.</param>
/// <param name="Name">For people to read.</param>
/// <param name="From">The first failed attempt.</param>
/// <param name="Until">The success that ended it; null: it lasts to the end of the run.</param>
/// <param name="FirstRecord">Id of the log record of the first failed attempt.</param>
public sealed record Truth(string IdentityId, string Name, Breakage Why, string Finding, DateTimeOffset From, DateTimeOffset? Until, string FirstRecord)
{
    /// <summary>Object id of an application's registration: until its service principal signs in, nothing in the logs says that the two belong together. Null for what has none.</summary>
    public string? RegistrationId { get; init; }

    internal bool IsAbout(string objectId) => objectId == IdentityId || objectId == RegistrationId;
}
