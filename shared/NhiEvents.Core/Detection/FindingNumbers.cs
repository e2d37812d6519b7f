namespace NhiEvents.Core.Detection;

/// <summary>Finding numbers that this build raises. Never reused.</summary>
internal static class FindingNumbers
{
    public const string ChallengeDemanded = "NHI101";

    public const string SecretExpired = "NHI104";

    public const string UnclassifiedFailure = "NHI112";

    /// <summary>Distinct events below which a finding is kept but not shown.</summary>
    public static int FewestEvents(string finding) => finding == UnclassifiedFailure ? 2 : 1;
}
