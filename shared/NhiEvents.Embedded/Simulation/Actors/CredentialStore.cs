namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>Where jobs' passwords and secrets lie: a vault, files, settings. What is put there is what the next reader gets.</summary>
internal sealed class CredentialStore
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<string>> _links = new(StringComparer.Ordinal);

    public void Put(string name, string value) => _values[name] = value;

    /// <summary>It lies elsewhere, and is read there.</summary>
    public void Link(string name, Func<string> read) => _links[name] = read;

    /// <exception cref="KeyNotFoundException">Nothing was put there.</exception>
    public string Read(string name) => _links.TryGetValue(name, out var link) ? link() : _values[name];
}

/// <summary>How a job comes by its credential.</summary>
internal enum CredentialSource
{
    /// <summary>Read again before every sign-in.</summary>
    File,

    /// <summary>A reference to a vault, which the platform caches for up to a day.</summary>
    VaultReference,

    /// <summary>A setting of the process: the same until it is restarted, here every Sunday night.</summary>
    Environment,
}

/// <summary>One job's view of the store.</summary>
/// <param name="shift">Moves the moments at which it reads anew, from 0 up to the time it keeps a value.</param>
internal sealed class CredentialReader(CredentialStore store, string name, CredentialSource source, TimeSpan shift)
{
    private string? _value;
    private DateTimeOffset _keptUntil;

    public string Read(DateTimeOffset now)
    {
        if (_value is null || now >= _keptUntil)
        {
            _value = store.Read(name);
            _keptUntil = source switch
            {
                CredentialSource.File => now,
                CredentialSource.VaultReference => EndOf(now, TimeSpan.FromDays(1)),
                CredentialSource.Environment => EndOf(now, TimeSpan.FromDays(7)),
            };
        }

        return _value;
    }

    private DateTimeOffset EndOf(DateTimeOffset now, TimeSpan kept) =>
        new((((now.UtcTicks - shift.Ticks) / kept.Ticks) + 1) * kept.Ticks + shift.Ticks, TimeSpan.Zero);
}
