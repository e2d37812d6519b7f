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

    public const string FailureRateRise = "NHI201";

    public const string MissedRun = "NHI202";

    public const string BypassAttempt = "NHI203";

    public const string LegacyAuthentication = "NHI204";

    public const string UsedByAPerson = "NHI205";

    public const string SharedIdentity = "NHI206";

    public const string NewSource = "NHI207";

    public const string DormantAwake = "NHI208";

    public const string BreakGlassUsed = "NHI209";

    public const string RightPasswordElsewhere = "NHI211";

    public const string CredentialAdded = "NHI301";

    public const string Unused = "NHI406";

    public const string WillBreak = "NHI407";

    public const string SourceSilent = "NHI408";

    /// <summary>What is decided from all that is known of an identity: another success can take it back.</summary>
    public static bool IsOfHabits(string finding) => finding is BypassAttempt or LegacyAuthentication or UsedByAPerson or DormantAwake or BreakGlassUsed;
}
