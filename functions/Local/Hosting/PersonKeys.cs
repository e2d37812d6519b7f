using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Local.Hosting;

/// <summary>The key of people's pseudonyms in the ledger: a file of the state folder, readable by its owner only.</summary>
internal static class PersonKeys
{
    /// <summary>In the state folder.</summary>
    public const string FileName = "person.key";

    private const string Setting = "Ledger:PersonKey";

    private const int KeyBytes = 32;

    /// <summary>For a run whose ledger ends with the process: always the same, so that the same run gives the same bytes.</summary>
    public static IReadOnlyDictionary<string, string?> OfThisProcess { get; } = SettingOf(SHA256.HashData("a ledger that nobody keeps"u8));

    /// <summary>Reads the key of this state folder, or makes one.</summary>
    public static IReadOnlyDictionary<string, string?> LoadOrCreate(string stateFolder)
    {
        var path = Path.Combine(stateFolder, FileName);
        OwnersFile.CreateOnce(path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        return new Dictionary<string, string?> { [Setting] = File.ReadAllText(path).Trim() };
    }

    /// <summary>Names people as the ledger that was written with this key; null when there is no key.</summary>
    /// <exception cref="HostRefusalException">The file is no key.</exception>
    public static Func<string, Func<string, string>>? ReadPseudonyms(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var key = File.ReadAllText(path).Trim();
        var checkedKey = LedgerOptions.CheckKey(key, new ValidationContext(key));
        return checkedKey == ValidationResult.Success
            ? PseudonymsOf(new Pseudonyms(Options.Create(new LedgerOptions { PersonKey = key })))
            : throw new HostRefusalException($"{path} is not a key of pseudonyms: {checkedKey!.ErrorMessage}");

        static Func<string, Func<string, string>> PseudonymsOf(Pseudonyms names) => person => tenant => names.Of(tenant, person);
    }

    private static Dictionary<string, string?> SettingOf(byte[] key) => new() { [Setting] = Convert.ToBase64String(key) };
}
