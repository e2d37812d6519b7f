using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace NhiEvents.Core.Ledger;

/// <summary>Names for people in the ledger that say nothing without the key. Delete the key, and nobody can tell any more who a name was.</summary>
/// <remarks>The same person in the same tenant has the same name while the key lasts, so one person's entries can be found by who knows the id and has the key.</remarks>
public sealed class Pseudonyms(IOptions<LedgerOptions> options)
{
    private readonly byte[] _key = Convert.FromBase64String(options.Value.PersonKey);

    /// <param name="personId">Object id of the person's account.</param>
    public string Of(string tenantId, string personId)
    {
        var text = Encoding.UTF8.GetBytes($"{tenantId.ToLowerInvariant()}\0{personId.ToLowerInvariant()}");
        return "person:" + Convert.ToHexStringLower(HMACSHA256.HashData(_key, text).AsSpan(0, 16));
    }
}
