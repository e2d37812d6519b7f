using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Core.Response.Attesting;

/// <summary>Links by which owners answer. A token is a MAC over the one question that it answers, so it is good for nothing else, and nothing that could make one is ever stored.</summary>
/// <remarks>The key is derived from that of the pseudonyms, for this purpose only: when that key is deleted, open links end with it.</remarks>
public sealed class AttestationLinks(IOptions<LedgerOptions> ledger, IOptions<ResponseOptions> options)
{
    private const string Page = "portal/attest#";

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(ledger.Value.PersonKey), 32, info: "nhi attestation link 1"u8.ToArray());

    /// <summary>Whether it is known where the portal is; without that no link can be written.</summary>
    internal bool CanBeWritten => options.Value.PortalAddress is not null;

    internal string TokenOf(AttestationRow row)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in (ReadOnlySpan<string>)[row.TenantId, row.Identity.Id, row.AttestationId, row.Owner, State.KeyText.Sortable(row.Until)])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            mac.AppendData(length);
            mac.AppendData(bytes);
        }

        return Base64Url.EncodeToString(mac.GetHashAndReset());
    }

    /// <summary>Behind the <c>#</c>, so that a browser sends it to nobody by itself, and no proxy or log sees it.</summary>
    internal string AddressOf(AttestationRow row) => new Uri(options.Value.PortalAddress!, $"{Page}{row.AttestationId}.{TokenOf(row)}").AbsoluteUri;

    internal bool IsOf(AttestationRow row, string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(TokenOf(row)), Encoding.UTF8.GetBytes(token));
}
