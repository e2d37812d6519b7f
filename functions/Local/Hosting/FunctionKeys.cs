using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace NhiEvents.Local.Hosting;

/// <summary>The key that HTTP functions above anonymous level and the Event Grid endpoint ask for, as <c>x-functions-key</c> header or <c>code</c> query value.</summary>
internal sealed class FunctionKeys
{
    private readonly byte[] _key;

    private FunctionKeys(byte[] key, string path) => (_key, Path) = (key, path);

    /// <summary>The file that holds the key, readable by its owner only.</summary>
    public string Path { get; }

    /// <summary>Reads the key of this state folder, or makes one.</summary>
    public static FunctionKeys LoadOrCreate(string stateFolder)
    {
        var path = System.IO.Path.Combine(stateFolder, "function.key");
        OwnersFile.CreateOnce(path, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        return new FunctionKeys(Encoding.UTF8.GetBytes(File.ReadAllText(path).Trim()), path);
    }

    public bool Admits(HttpRequest request)
    {
        var given = request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault() ?? "";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _key);
    }
}
