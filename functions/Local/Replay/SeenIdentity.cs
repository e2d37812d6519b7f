using NhiEvents.Core.Identities;
using NhiEvents.Core.Ingest;

namespace NhiEvents.Local.Replay;

/// <summary>Somebody who signed in: what their rows show of automation, and where those are that show nothing.</summary>
internal sealed class SeenIdentity(string tenant, string id)
{
    private readonly SortedSet<string> _evidence = new(StringComparer.Ordinal);

    /// <summary>Asked for with every row; null while it is to be found out.</summary>
    private bool? _isNonHuman;

    public string Tenant => tenant;

    public string Id => id;

    public (string Tenant, string Identity) Address => (tenant, id);

    public IReadOnlyCollection<string> Evidence => _evidence;

    /// <summary>Logon names, by which Windows events find it.</summary>
    public SortedSet<string> AccountNames { get; } = new(StringComparer.Ordinal);

    public bool IsNonHuman => _isNonHuman ??= Classification.For(_evidence).IsNonHuman;

    /// <summary>Rows that show nothing: eight bytes each, because nearly all rows of a log are such.</summary>
    public List<PlainPlace> Plain { get; private set; } = [];

    /// <summary>Days on which a program tried in vain to sign in; null for none, as with nearly everybody.</summary>
    public HashSet<long>? TriedDays { get; set; }

    public void Add(IEnumerable<string> evidence)
    {
        _evidence.UnionWith(evidence);
        _isNonHuman = null;
    }

    /// <summary>Takes over what is known of the same identity in no tenant.</summary>
    public void TakeOver(SeenIdentity other)
    {
        Add(other._evidence);
        AccountNames.UnionWith(other.AccountNames);
        Plain.AddRange(other.Plain);
        if (other.TriedDays is not null)
        {
            (TriedDays ??= []).UnionWith(other.TriedDays);
        }

        other._evidence.Clear();
        other._isNonHuman = null;
        other.Forget();
    }

    public void Forget() => Plain = [];

    /// <summary>As Ingest knows it.</summary>
    public KnownIdentity ToKnown() => new(tenant, id, [.. _evidence]) { AccountNames = AccountNames.Count > 0 ? [.. AccountNames] : null };
}

/// <summary>Where a row is and in which hour it happened.</summary>
internal readonly record struct PlainPlace
{
    private const int PlaceBits = 44;

    /// <summary>The first hour that a reader lets pass (2010), so that an hour until 2100 fits beside a place of up to 16 TiB.</summary>
    private const long FirstHour = 350_640;

    private readonly ulong _packed;

    public PlainPlace(long place, DateTimeOffset at) => _packed = ((ulong)(at.ToUnixTimeSeconds() / 3600 - FirstHour) << PlaceBits) | (ulong)place;

    /// <summary>Byte of the whole input.</summary>
    public long Place => (long)(_packed & ((1UL << PlaceBits) - 1));

    /// <summary>Hours since 1970.</summary>
    public long Hour => (long)(_packed >> PlaceBits) + FirstHour;
}
