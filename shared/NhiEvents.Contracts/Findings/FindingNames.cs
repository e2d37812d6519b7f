namespace NhiEvents.Contracts.Findings;

/// <summary>Names that tell findings of one number apart.</summary>
public static class FindingNames
{
    /// <summary>NHI105 without a break: wrong passwords from where the identity has never worked.</summary>
    public const string PasswordGuessed = "password-guessed";
}
