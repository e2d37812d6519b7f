using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Truths;

/// <summary>Knows who was really broken, from when to when and why, from what jobs experience: an attempt failed for a reason, and none succeeded soon after.</summary>
internal sealed class TruthBook
{
    private readonly Dictionary<(string Identity, string Client, string Resource), Path> _paths = [];
    private readonly List<Truth> _ended = [];
    private readonly Dictionary<string, Truth> _foreseen = new(StringComparer.Ordinal);
    private readonly List<Truth> _added = [];
    private readonly Dictionary<string, Truth> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BorrowedTime> _borrowed = new(StringComparer.Ordinal);

    /// <summary>A job fails where it worked, or for another reason than before. At most once per path and reason until it works again.</summary>
    public event Action<Truth>? Failing;

    /// <summary>A job works in a way that a known change takes away. Once per identity.</summary>
    public event Action<Truth>? Foreseen;

    /// <summary>A job works again after having been broken.</summary>
    public event Action<Truth>? Ended;

    /// <summary>A job signed in.</summary>
    public event Action<string, DateTimeOffset>? Worked;

    /// <summary>A job tried to sign in.</summary>
    public event Action<string, bool, DateTimeOffset>? Tried;

    /// <summary>What an identity does with one client at one resource: jobs that share it are one path.</summary>
    public Path PathOf(string identityId, string name, bool isUser, string clientId, string resourceId)
    {
        if (!_paths.TryGetValue((identityId, clientId, resourceId), out var path))
        {
            _paths[(identityId, clientId, resourceId)] = path = new Path(this, identityId, name, isUser);
        }

        return path;
    }

    /// <summary>Somebody added a credential to an application by hand.</summary>
    public void Added(TenantServicePrincipal principal, string registrationId, string recordId, DateTimeOffset at) =>
        _added.Add(new Truth(principal.Id, principal.DisplayName, Breakage.CredentialAddedByHand, ExpectedFinding.For(Breakage.CredentialAddedByHand, isUser: false).Finding, at, null, recordId) { RegistrationId = registrationId });

    /// <summary>Every truth, those that last included, by time and identity.</summary>
    public IReadOnlyList<Truth> All() =>
        [.. _ended.Concat(_paths.Values.SelectMany(path => path.Open)).Concat(_foreseen.Values).Concat(_refused.Values).Concat(_added).OrderBy(truth => truth.From).ThenBy(truth => truth.IdentityId, StringComparer.Ordinal).ThenBy(truth => truth.Why)];

    /// <summary>One path's failures since its last success.</summary>
    internal sealed class Path(TruthBook book, string identityId, string name, bool isUser)
    {
        private readonly SortedDictionary<Breakage, Truth> _open = [];

        public IEnumerable<Truth> Open => _open.Values;

        public void Attempted(SignInOutcome outcome, DateTimeOffset at) => Attempted(outcome.Succeeded ? null : BreakageCodes.Of(outcome), outcome.Succeeded, outcome.RecordId, at);

        /// <summary>A sign-in that worked, and that a known change would have stopped.</summary>
        public void Foresee(SignInAttempt attempt, SignInOutcome outcome, DateTimeOffset at)
        {
            if (!outcome.Succeeded)
            {
                return;
            }

            if (!book._borrowed.TryGetValue(identityId, out var borrowed))
            {
                book._borrowed[identityId] = borrowed = new BorrowedTime();
            }

            if (borrowed.Takes(attempt, outcome, isUser, isRefusedInAzure: book._refused.ContainsKey(identityId), at))
            {
                Foresee(outcome.RecordId, at);
            }
        }

        /// <summary>It changed something in Azure, or was not allowed to.</summary>
        /// <param name="recordId">Of the sign-in that gave it the token.</param>
        public void Changed(AccessToken token, AzureAnswer answer, string recordId, DateTimeOffset at)
        {
            if (answer.Allowed)
            {
                if (book._refused.Remove(identityId, out var refused))
                {
                    book._ended.Add(refused with { Until = at });
                }

                if (token is { IsUser: true, Mfa: false })
                {
                    Foresee(recordId, at);
                }
            }
            else if (answer.Code == AzureAnswer.MfaRequired)
            {
                book._refused.TryAdd(identityId, TruthOf(Breakage.MandatoryMfa, recordId, at));
            }
        }

        public void Attempted(Breakage? why, bool succeeded, string recordId, DateTimeOffset at)
        {
            book.Tried?.Invoke(identityId, succeeded, at);
            if (succeeded)
            {
                End(at);
                book.Worked?.Invoke(identityId, at);
            }
            else if (why is { } reason && !_open.ContainsKey(reason))
            {
                var truth = TruthOf(reason, recordId, at);
                _open.Add(reason, truth);
                book.Failing?.Invoke(truth);
            }
        }

        private void Foresee(string recordId, DateTimeOffset at)
        {
            var truth = TruthOf(Breakage.WorksOnBorrowedTime, recordId, at);
            if (book._foreseen.TryAdd(identityId, truth))
            {
                book.Foreseen?.Invoke(truth);
            }
        }

        private Truth TruthOf(Breakage why, string recordId, DateTimeOffset at) => new(identityId, name, why, ExpectedFinding.For(why, isUser).Finding, at, null, recordId);

        private void End(DateTimeOffset at)
        {
            foreach (var truth in _open.Values)
            {
                if (at - truth.From >= ExpectedFinding.For(truth.Why, isUser).Grace)
                {
                    var ended = truth with { Until = at };
                    book._ended.Add(ended);
                    book.Ended?.Invoke(ended);
                }
            }

            _open.Clear();
        }
    }
}
