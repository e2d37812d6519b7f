using System.Security.Cryptography;

namespace NhiEvents.Local.Hosting;

/// <summary>The key of people's pseudonyms in the ledger: a file of the state folder, readable by its owner only.</summary>
internal static class PersonKeys
{
    private const string Setting = "Ledger:PersonKey";

    private const int KeyBytes = 32;

    /// <summary>For a run whose ledger ends with the process: always the same, so that the same run gives the same bytes.</summary>
    public static IReadOnlyDictionary<string, string?> OfThisProcess { get; } = SettingOf(SHA256.HashData("a ledger that nobody keeps"u8));

    /// <summary>Reads the key of this state folder, or makes one.</summary>
    public static IReadOnlyDictionary<string, string?> LoadOrCreate(string stateFolder)
    {
        var path = Path.Combine(stateFolder, "person.key");
        OwnersFile.CreateOnce(path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        return new Dictionary<string, string?> { [Setting] = File.ReadAllText(path).Trim() };
    }

    private static Dictionary<string, string?> SettingOf(byte[] key) => new() { [Setting] = Convert.ToBase64String(key) };
}
