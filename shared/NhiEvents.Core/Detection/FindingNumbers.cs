namespace NhiEvents.Core.Detection;

/// <summary>Finding numbers that this build raises. Never reused.</summary>
internal static class FindingNumbers
{
    public const string ChallengeDemanded = "NHI101";

    public const string LockedOut = "NHI102";

    public const string SourceJudgedMalicious = "NHI103";

    public const string SecretExpired = "NHI104";

    public const string CredentialRejected = "NHI105";

    public const string PasswordExpired = "NHI106";

    public const string DisabledOrMissing = "NHI107";

    public const string BlockedByPolicy = "NHI108";

    public const string PermissionMissing = "NHI109";

    public const string TokenEnded = "NHI110";

    public const string MandatoryMfaDenied = "NHI111";

    public const string UnclassifiedFailure = "NHI112";

    public const string RightPasswordElsewhere = "NHI211";
}
