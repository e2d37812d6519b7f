using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace NhiEvents.Core.Ledger;

/// <summary>Settings of the ledger.</summary>
public sealed partial class LedgerOptions
{
    public const string Section = "Ledger";

    /// <summary>Key of the people's pseudonyms: at least 32 random bytes in Base64. On Azure a Key Vault reference; nothing else uses it, so it can be deleted.</summary>
    [Required]
    [CustomValidation(typeof(LedgerOptions), nameof(CheckKey))]
    public string PersonKey { get; init; } = "";

    private const int KeyBytes = 32;

    public static ValidationResult? CheckKey(string key, ValidationContext context) =>
        Base64().IsMatch(key) && Convert.TryFromBase64String(key, new byte[key.Length], out var bytes) && bytes >= KeyBytes
            ? ValidationResult.Success
            : new ValidationResult($"{Section}:{nameof(PersonKey)} must be at least {KeyBytes} random bytes in Base64, such as the output of: openssl rand -base64 32");

    [GeneratedRegex("^[A-Za-z0-9+/]+={0,2}$")]
    private static partial Regex Base64();
}

[OptionsValidator]
public sealed partial class LedgerOptionsValidator : IValidateOptions<LedgerOptions>;
