namespace NhiEvents.Embedded.Simulation.Truths;

/// <summary>What the system owes for a truth: the one place where truths and findings are matched.</summary>
/// <param name="Finding">Number of the finding.</param>
/// <param name="Grace">How long after the first failure a success still means that nothing was broken. Zero where nothing heals by itself.</param>
internal readonly record struct ExpectedFinding(string Finding, TimeSpan Grace)
{
    /// <summary>While logs are lost it may be said that they are silent; nobody owes it, for a log may rest as long as a rule.</summary>
    public const string OfLostLogs = "NHI408";

    /// <summary>A person who sees a prompt, or mistypes, has put it right by then.</summary>
    private static readonly TimeSpan PutRight = TimeSpan.FromMinutes(10);

    public static ExpectedFinding For(Breakage why, bool isUser) => why switch
    {
        Breakage.ChallengeDemanded => new("NHI101", PutRight),
        Breakage.LockedOut => new("NHI102", PutRight),
        Breakage.SourceJudgedMalicious => new("NHI103", TimeSpan.Zero),
        Breakage.SecretExpired => new("NHI104", TimeSpan.Zero),
        Breakage.CredentialRejected => new("NHI105", isUser ? PutRight : TimeSpan.Zero),
        Breakage.PasswordExpired => new("NHI106", TimeSpan.Zero),
        Breakage.DisabledOrMissing => new("NHI107", TimeSpan.Zero),
        Breakage.BlockedByPolicy => new("NHI108", TimeSpan.Zero),
        Breakage.PermissionMissing => new("NHI109", TimeSpan.Zero),
        Breakage.TokenEnded => new("NHI110", PutRight),
        Breakage.ExcludedByHand => new("NHI401", TimeSpan.Zero),
        Breakage.SecretEndsSoon => new("NHI303", TimeSpan.Zero),
        Breakage.SecretTooOld => new("NHI304", TimeSpan.Zero),
        Breakage.CredentialPlanted => new("NHI302", TimeSpan.Zero),
        Breakage.CredentialAddedByHand => new("NHI301", TimeSpan.Zero),
        Breakage.WorksOnBorrowedTime => new("NHI407", TimeSpan.Zero),
        Breakage.PasswordStolen => new("NHI211", TimeSpan.Zero),
        Breakage.UsedElsewhere => new("NHI207", TimeSpan.Zero),
        Breakage.JobStopped => new("NHI202", TimeSpan.Zero),
        Breakage.RevertedByHand => new("NHI404", TimeSpan.Zero),
        Breakage.MandatoryMfa => new("NHI111", TimeSpan.FromMinutes(15)),
    };
}
