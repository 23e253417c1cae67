namespace Sallyport.Core.IsProxy;

/// <summary>
/// One connection's side of the dialect (DOOR-3): which step follows which line. It neither reads nor writes.
/// <code>
///   clear ── STARTTLS ─▶ encrypted, not logged in        (whatever was said in clear is forgotten, RFC 3207, 4.2)
///   not logged in ── LOGIN, passes ─▶ logged in
///   not logged in ── LOGIN, fails ──▶ not logged in      (the third time: ended)
///   not logged in ── LOGIN, not looked at ─▶ not logged in   (the thirtieth time: ended)
///   any ── QUIT, CLOSE, another protocol ─▶ ended
/// </code>
/// </summary>
public sealed class IsProxyConversation(IsProxyTls tls)
{
    /// <summary>Who guesses must connect anew for every three tries, and meets the limits by user and address (security 6.4).</summary>
    public const int MostFailedLogins = 3;

    /// <summary>A bound for clients that never pause: what is not looked at costs a question to the database each time.</summary>
    public const int MostUnheardLogins = 30;

    private ReplyFields fields;
    private int failedLogins;
    private int unheardLogins;

    public bool IsEncrypted { get; private set; }
    public bool IsLoggedIn { get; private set; }

    /// <summary>No further line is read. Asked after the answer to a line.</summary>
    public bool HasEnded { get; private set; }

    private bool MayLogIn => IsEncrypted || tls != IsProxyTls.Required;

    public IsProxyStep Hear(IsProxyCommand command) => MayLogIn || command.Keys.Count == 0 ? Answer(command) : Expose(command);

    // A key in clear ends, whatever was meant by its line. It counts as a failed log-in: each costs a look.
    private IsProxyStep.Expose Expose(IsProxyCommand command)
    {
        Failed();
        HasEnded |= command is IsProxyCommand.Foreign;
        return new IsProxyStep.Expose(
            command.Keys,
            command switch
            {
                IsProxyCommand.LogIn or IsProxyCommand.LogInByPassword => IsProxyReply.LoginFailed,
                IsProxyCommand.Is or IsProxyCommand.IsWithKey => IsProxyReply.NotLoggedIn,
                IsProxyCommand.WrongCount => IsProxyReply.WrongCount,
                _ => IsProxyReply.Unknown,
            }
        );
    }

    private IsProxyStep Answer(IsProxyCommand command) =>
        command switch
        {
            IsProxyCommand.StartTls => Encrypt(),
            IsProxyCommand.LogIn or IsProxyCommand.LogInByPassword when IsLoggedIn => Say(IsProxyReply.AlreadyLoggedIn),
            IsProxyCommand.LogIn login when MayLogIn => new IsProxyStep.CheckKey(login.Key),
            IsProxyCommand.LogInByPassword login when MayLogIn => new IsProxyStep.CheckPassword(login.Name, login.Password),
            IsProxyCommand.LogIn or IsProxyCommand.LogInByPassword => Say(Failed()),
            IsProxyCommand.Enable enable => Enable(enable.Field),
            IsProxyCommand.Is when !IsLoggedIn => Say(IsProxyReply.NotLoggedIn),
            IsProxyCommand.Is asked => LookUp(asked.Domain),
            IsProxyCommand.IsWithKey asked when MayLogIn => new IsProxyStep.LookUp(asked.Domain, fields, asked.Key),
            IsProxyCommand.IsWithKey => Say(NotKnown()),
            IsProxyCommand.WrongCount => Say(IsProxyReply.WrongCount),
            IsProxyCommand.Unknown => Say(IsProxyReply.Unknown),
            IsProxyCommand.Foreign => SayAndEnd(IsProxyReply.Unknown),
            IsProxyCommand.Quit => End(),
            _ => throw new System.Diagnostics.UnreachableException("The family of commands is closed."),
        };

    /// <summary>The answer to a log-in, once it was checked.</summary>
    public string LogIn(bool passed)
    {
        IsLoggedIn = passed;
        return passed ? IsProxyReply.LoggedIn : Failed();
    }

    /// <summary>The answer to a log-in that was not looked at: too many attempts, or the database is away. It is no failure of whoever has the right password.</summary>
    public string LogInUnheard()
    {
        Unheard();
        return IsProxyReply.LoginFailed;
    }

    /// <summary>The answer where the key that came with a question does not pass. It is a guess like any other.</summary>
    /// <param name="wasHeard">Whether the key was looked at.</param>
    public string NotKnown(bool wasHeard = true)
    {
        if (wasHeard)
            Failed();
        else
            Unheard();
        return IsProxyReply.NotLoggedIn;
    }

    private IsProxyStep Encrypt()
    {
        if (IsEncrypted || tls == IsProxyTls.Off)
            return Say(IsProxyReply.Unknown);
        IsEncrypted = true;
        IsLoggedIn = false;
        fields = ReplyFields.None;
        return new IsProxyStep.Encrypt(IsProxyReply.Encrypting);
    }

    private IsProxyStep.Say Enable(ReplyFields field)
    {
        fields |= field;
        return Say(IsProxyReply.Enabled);
    }

    private IsProxyStep LookUp(AskedDomain domain) =>
        domain.Name is null
            ? Say(IsProxyReply.Of(domain, Availability.Invalid, fields))
            : new IsProxyStep.LookUp(domain, fields, Key: null);

    private string Failed()
    {
        HasEnded |= ++failedLogins >= MostFailedLogins;
        return IsProxyReply.LoginFailed;
    }

    private void Unheard() => HasEnded |= ++unheardLogins >= MostUnheardLogins;

    private IsProxyStep.Say SayAndEnd(string reply)
    {
        HasEnded = true;
        return Say(reply);
    }

    private IsProxyStep.End End()
    {
        HasEnded = true;
        return new IsProxyStep.End();
    }

    private static IsProxyStep.Say Say(string reply) => new(reply);
}
