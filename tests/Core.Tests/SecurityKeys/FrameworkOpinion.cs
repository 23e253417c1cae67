using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>The passkey handler of ASP.NET Core Identity judges the same answers. Where it differs, docs/webauthn.md says who is right by the text.</summary>
public sealed class FrameworkOpinion
{
    /// <summary>What one of the two accepts and the other refuses.</summary>
    private static readonly HashSet<string> Differences = new(StringComparer.Ordinal)
    {
        // It refuses this one, which "UTF-8 decode" takes.
        "a byte order mark",
        // It accepts these.
        "padded challenge",
        "client data with a member twice",
        "client data in another encoding",
        "extensions that are no map",
        "an id of no bytes",
        "bytes behind the attestation object",
        "attestation object without end",
        "a nest of 17",
        "64 KiB and more",
        "an unknown format",
        "a format in capitals",
        "something said by none",
        "two ids",
        "a credential is attested",
    };

    private readonly DefaultHttpContext http = new();
    private readonly Passkeys store = new();

    public static TheoryData<string> Registrations() => [.. OneFaultInARegistration.All.Keys];

    public static TheoryData<string> Assertions() => [.. OneFaultInAnAssertion.All.Keys];

    [Theory, MemberData(nameof(Registrations))]
    public async Task Both_judge_a_registration_alike(string name)
    {
        var key = Ceremonies.Key();
        var ours = Ceremonies.Register(key, OneFaultInARegistration.All[name]) is RegistrationAnswer.Registered;

        var theirs = await Register(Ceremonies.Key(), OneFaultInARegistration.All[name]);

        Assert.Equal(Differences.Contains(name), ours != theirs.Succeeded);
    }

    [Theory, MemberData(nameof(Assertions))]
    public async Task Both_judge_an_assertion_alike(string name)
    {
        var spoil = OneFaultInAnAssertion.All[name];
        var key = new SoftAuthenticator(Ceremonies.Origin) { UserHandle = Ceremonies.UserHandle, Counter = 8 };
        var stored = Ceremonies.Stored(key) with { SignCount = 7 };
        var answer = Ceremonies.Assert(Ceremonies.Ceremony, key.Assert(Ceremonies.RpId, Ceremonies.Challenge, spoil), stored);
        var ours = answer is AssertionAnswer.Accepted;

        var theirs = await Assertion(spoil);

        Assert.Equal(Differences.Contains(name), ours != theirs);
    }

    private async Task<bool> Assertion(Action<SoftAnswer>? spoil)
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { Counter = 7 };
        var registered = await Register(key, spoil: null);
        await ((IUserPasskeyStore<Person>)store).AddOrUpdatePasskeyAsync(store.Owner, registered.Passkey!, default);
        var handler = Handler();
        var options = await handler.MakeRequestOptionsAsync(store.Owner, http);
        var result = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext
            {
                HttpContext = http,
                CredentialJson = key.Assert(options.RequestOptionsJson, spoil),
                AssertionState = options.AssertionState,
            }
        );
        return result.Succeeded;
    }

    private async Task<PasskeyAttestationResult> Register(SoftAuthenticator key, Action<SoftAnswer>? spoil)
    {
        var handler = Handler();
        var person = new PasskeyUserEntity
        {
            Id = store.Owner.Id,
            Name = "ben",
            DisplayName = "Ben",
        };
        var options = await handler.MakeCreationOptionsAsync(person, http);
        return await handler.PerformAttestationAsync(
            new PasskeyAttestationContext
            {
                HttpContext = http,
                CredentialJson = key.Register(options.CreationOptionsJson, spoil),
                AttestationState = options.AttestationState,
            }
        );
    }

    private PasskeyHandler<Person> Handler()
    {
        var options = new IdentityPasskeyOptions
        {
            ServerDomain = Ceremonies.RpId,
            UserVerificationRequirement = "preferred",
            ValidateOrigin = asked =>
                ValueTask.FromResult(asked.Origin == Ceremonies.Origin && !asked.CrossOrigin && asked.TopOrigin is null),
        };
        return new PasskeyHandler<Person>(Manager(), Options.Create(options));
    }

    private UserManager<Person> Manager() =>
        new(
            store,
            Options.Create(new IdentityOptions()),
            new PasswordHasher<Person>(),
            [],
            [],
            new UpperInvariantLookupNormalizer(),
            new IdentityErrorDescriber(),
            new ServiceCollection().BuildServiceProvider(),
            NullLogger<UserManager<Person>>.Instance
        );

    private sealed record Person(string Id);

    /// <summary>One person, and the keys of that person.</summary>
    private sealed class Passkeys : IUserPasskeyStore<Person>
    {
        private readonly List<UserPasskeyInfo> keys = [];

        public Person Owner { get; } = new("a-person");

        Task IUserPasskeyStore<Person>.AddOrUpdatePasskeyAsync(
            Person user,
            UserPasskeyInfo passkey,
            CancellationToken cancellationToken
        )
        {
            keys.RemoveAll(key => key.CredentialId.AsSpan().SequenceEqual(passkey.CredentialId));
            keys.Add(passkey);
            return Task.CompletedTask;
        }

        Task<IList<UserPasskeyInfo>> IUserPasskeyStore<Person>.GetPasskeysAsync(
            Person user,
            CancellationToken cancellationToken
        ) => Task.FromResult<IList<UserPasskeyInfo>>(keys);

        Task<Person?> IUserPasskeyStore<Person>.FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
            Task.FromResult(Find(credentialId) is null ? null : Owner);

        Task<UserPasskeyInfo?> IUserPasskeyStore<Person>.FindPasskeyAsync(
            Person user,
            byte[] credentialId,
            CancellationToken cancellationToken
        ) => Task.FromResult(Find(credentialId));

        Task IUserPasskeyStore<Person>.RemovePasskeyAsync(
            Person user,
            byte[] credentialId,
            CancellationToken cancellationToken
        ) => throw NotAsked();

        Task<string> IUserStore<Person>.GetUserIdAsync(Person user, CancellationToken cancellationToken) =>
            Task.FromResult(user.Id);

        Task<string?> IUserStore<Person>.GetUserNameAsync(Person user, CancellationToken cancellationToken) =>
            Task.FromResult<string?>("ben");

        Task IUserStore<Person>.SetUserNameAsync(Person user, string? userName, CancellationToken cancellationToken) =>
            throw NotAsked();

        Task<string?> IUserStore<Person>.GetNormalizedUserNameAsync(Person user, CancellationToken cancellationToken) =>
            throw NotAsked();

        Task IUserStore<Person>.SetNormalizedUserNameAsync(
            Person user,
            string? normalizedName,
            CancellationToken cancellationToken
        ) => throw NotAsked();

        Task<IdentityResult> IUserStore<Person>.CreateAsync(Person user, CancellationToken cancellationToken) => throw NotAsked();

        Task<IdentityResult> IUserStore<Person>.UpdateAsync(Person user, CancellationToken cancellationToken) => throw NotAsked();

        Task<IdentityResult> IUserStore<Person>.DeleteAsync(Person user, CancellationToken cancellationToken) => throw NotAsked();

        Task<Person?> IUserStore<Person>.FindByIdAsync(string userId, CancellationToken cancellationToken) =>
            Task.FromResult(userId == Owner.Id ? Owner : null);

        Task<Person?> IUserStore<Person>.FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
            throw NotAsked();

        public void Dispose() { }

        private UserPasskeyInfo? Find(byte[] id) => keys.Find(key => key.CredentialId.AsSpan().SequenceEqual(id));

        private static System.Diagnostics.UnreachableException NotAsked() =>
            new("The handler asks for keys and their owner alone.");
    }
}
