//! The policy: one pure function over tables. What no table permits is denied.
//!
//! The tables are printed in docs/access.md; a test compares them, and demands that every route and every command is in one.

use clinic::code::CodeList;
use clinic::course::CommandKind;
use clinic::order::OrderState;
use clinic::staff::Role;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// See what happened in a course, as far as its orders are shown to the role.
    ReadCourse,
    /// See whose course it is.
    ReadPerson,
    /// Read the report of an order, of which the versions that were delivered are shown to those who do not sign.
    ReadReport,
    /// See who has had to do with a patient.
    ReadAccessLog,
    /// Give a patient the log of who has seen their data.
    ReadOwnLog,
    /// Submit an order on a referral.
    Submit,
    /// Do something in a course.
    Do(CommandKind),
    /// Put a person on the register, or say that the own unit treats one who is.
    RegisterPerson,
    /// Correct who a patient is on the register, with a reason.
    CorrectPerson,
    /// Join two courses of one person, which a second person confirms.
    JoinCourses,
    /// Find a person of the own unit by number.
    FindPerson,
    /// See the orders that wait.
    ReadWorklist,
    /// See a course without a relation, for a while and with a reason that somebody else reviews.
    BreakGlass,
    /// Review what was seen without a relation.
    ReviewBreakGlass,
    /// Add, change and close accounts, and end their sessions.
    KeepAccounts,
    /// Change the register of units.
    KeepUnits,
    /// Take out many courses at once, as far as they are shown to the role, and under a consent on file.
    Export,
    /// See the forms of follow-up that are due.
    ReadDueOutcomes,
    /// Take the follow-up of all courses that are shown to the role out of the store, as a table.
    ExtractFollowUp,
    /// See live figures of the orders that are shown to the role, small counts among them.
    ReadFigures,
    /// See which patients stand behind a figure.
    ListFigureCases,
    /// See figures as they were published, in which small counts are hidden.
    ReadPublished,
}

/// What binds a viewer's unit to a patient or an order, as the store and the registers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It treats the patient, or has requested the order.
    Requesting,
    /// It is the sequencing site of the order.
    Receiving,
    /// It interprets the orders of the requesting unit's region.
    Interpreting,
    /// It lies in the region of the requesting unit.
    SameRegion,
    /// The patient was referred to it after the report.
    Referred,
    /// None, and none is needed.
    None,
    /// The viewer broke the glass, and it has not closed yet.
    BreakGlass,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 7] = [
        Self::Requesting,
        Self::Receiving,
        Self::Interpreting,
        Self::SameRegion,
        Self::Referred,
        Self::None,
        Self::BreakGlass,
    ];

    /// A stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Requesting => "requesting",
            Self::Receiving => "receiving",
            Self::Interpreting => "interpreting",
            Self::SameRegion => "same-region",
            Self::Referred => "referred",
            Self::None => "none",
            Self::BreakGlass => "break-glass",
        }
    }
}

/// Why something is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Denial {
    /// The role may not, whatever it is about.
    #[error("the role may not do this")]
    Role,
    /// The unit has nothing to do with it. Answered as if there were nothing.
    #[error("there is nothing here for this unit")]
    Relation,
    /// It is not shown to the role at this time. Answered as if there were nothing.
    #[error("there is nothing here for this role now")]
    State,
}

impl Denial {
    /// A stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Role => "denied-role",
            Self::Relation => "denied-relation",
            Self::State => "denied-state",
        }
    }
}

/// Which courses a role sees: by relation, and by the state of an order.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// The role.
    pub role: Role,
    /// Any of these.
    pub relations: &'static [Relation],
    /// Orders in these states.
    pub states: &'static [OrderState],
    /// Also a patient without an order, and what is written of the patient and not of an order.
    pub patient: bool,
}

use OrderState as S;
use Relation as R;

/// Every state.
pub const ALL: &[OrderState] = &[
    S::Submitted,
    S::Accepted,
    S::Provisional,
    S::DataReleased,
    S::ReviewPending,
    S::Signed,
    S::Delivered,
    S::Acknowledged,
    S::Discussed,
    S::Closed,
    S::Cancelled,
];
/// What a laboratory has or had to do with: everything that was accepted.
const ACCEPTED: &[OrderState] = &[
    S::Accepted,
    S::Provisional,
    S::DataReleased,
    S::ReviewPending,
    S::Signed,
    S::Delivered,
    S::Acknowledged,
    S::Discussed,
    S::Closed,
    S::Cancelled,
];
/// Whatever has data, and was not cancelled.
const WITH_DATA: &[OrderState] = &[
    S::Provisional,
    S::DataReleased,
    S::ReviewPending,
    S::Signed,
    S::Delivered,
    S::Acknowledged,
    S::Discussed,
    S::Closed,
];
/// Whatever has a signed report.
const WITH_REPORT: &[OrderState] = &[S::Signed, S::Delivered, S::Acknowledged, S::Discussed, S::Closed];

const fn sight(role: Role, relations: &'static [Relation], states: &'static [OrderState], patient: bool) -> Sight {
    Sight { role, relations, states, patient }
}

/// Who sees which courses. A role that is not here sees none.
pub const SIGHT: &[Sight] = &[
    sight(Role::Requester, &[R::Requesting, R::BreakGlass], ALL, true),
    sight(Role::MdtSecretary, &[R::Requesting], ALL, true),
    sight(Role::UnitReader, &[R::Requesting], ALL, true),
    sight(Role::LabReception, &[R::Receiving], ACCEPTED, false),
    sight(Role::LabSequencing, &[R::Receiving], ACCEPTED, false),
    sight(Role::QcRelease, &[R::Receiving], ACCEPTED, false),
    sight(Role::Interpreter, &[R::Interpreting], WITH_DATA, false),
    sight(Role::Approver, &[R::Interpreting], WITH_DATA, false),
    sight(Role::ClinicalGeneticist, &[R::SameRegion, R::BreakGlass], WITH_DATA, false),
    sight(Role::PhaseOneUnit, &[R::Referred], WITH_REPORT, false),
    sight(Role::DataManager, &[R::SameRegion], WITH_REPORT, false),
    sight(Role::Programme, &[R::None], ALL, false),
];

const CLINICAL: &[Role] = &[Role::Requester, Role::MdtSecretary, Role::UnitReader];

/// Which roles may do what, apart from which courses they see.
#[must_use]
pub fn roles(action: Action) -> &'static [Role] {
    match action {
        Action::ReadCourse | Action::ReadWorklist => &[
            Role::Requester,
            Role::MdtSecretary,
            Role::UnitReader,
            Role::LabReception,
            Role::LabSequencing,
            Role::QcRelease,
            Role::Interpreter,
            Role::Approver,
            Role::ClinicalGeneticist,
            Role::PhaseOneUnit,
            Role::DataManager,
            Role::Programme,
        ],
        // A laboratory compares the number on a tube; a geneticist and the phase-1 unit meet the patient.
        Action::ReadPerson => &[
            Role::Requester,
            Role::MdtSecretary,
            Role::UnitReader,
            Role::LabReception,
            Role::ClinicalGeneticist,
            Role::PhaseOneUnit,
        ],
        // The report says whose it is. Programme and laboratory do not need it.
        Action::ReadReport => &[
            Role::Requester,
            Role::MdtSecretary,
            Role::UnitReader,
            Role::Interpreter,
            Role::Approver,
            Role::ClinicalGeneticist,
            Role::PhaseOneUnit,
        ],
        Action::ReadAccessLog | Action::ReviewBreakGlass => &[Role::Auditor],
        Action::ReadOwnLog => &[Role::Auditor, Role::SubjectAccess],
        Action::Submit | Action::RegisterPerson => &[Role::Requester],
        Action::Do(kind) => kind.roles(),
        Action::FindPerson | Action::ListFigureCases => CLINICAL,
        Action::CorrectPerson | Action::JoinCourses => &[Role::Requester, Role::MdtSecretary],
        Action::BreakGlass => &[Role::Requester, Role::ClinicalGeneticist],
        Action::KeepAccounts | Action::KeepUnits => &[Role::Operator],
        Action::ReadDueOutcomes => CommandKind::RecordOutcome.roles(),
        Action::Export => &[Role::DataManager],
        Action::ExtractFollowUp => &[Role::DataManager, Role::Programme],
        // Only roles that see an order in whatever state: of the others every denominator would be cut off.
        Action::ReadFigures => &[
            Role::Requester,
            Role::MdtSecretary,
            Role::UnitReader,
            Role::LabReception,
            Role::LabSequencing,
            Role::QcRelease,
            Role::Programme,
        ],
        Action::ReadPublished => &[
            Role::Requester,
            Role::MdtSecretary,
            Role::UnitReader,
            Role::LabReception,
            Role::LabSequencing,
            Role::QcRelease,
            Role::Interpreter,
            Role::Approver,
            Role::ClinicalGeneticist,
            Role::PhaseOneUnit,
            Role::DataManager,
            Role::Epidemiologist,
            Role::Programme,
            Role::SteeringGroup,
            Role::Region,
            Role::PatientOrganisation,
        ],
    }
}

/// Whether an action is about a patient, and so asks for a relation.
#[must_use]
pub fn asks_for_relation(action: Action) -> bool {
    matches!(
        action,
        Action::ReadCourse
            | Action::ReadPerson
            | Action::ReadReport
            | Action::CorrectPerson
            | Action::JoinCourses
            | Action::Submit
            | Action::Do(_)
    )
}

/// Whether a role may do something by a relation, on an order in a state; `None` for what is the patient's and not an order's.
///
/// # Errors
/// See [`Denial`]. A [`Denial::Role`] depends on nothing that the viewer does not know.
pub fn permits(role: Role, action: Action, relation: Relation, state: Option<OrderState>) -> Result<(), Denial> {
    if !roles(action).contains(&role) {
        return Err(Denial::Role);
    }
    if !asks_for_relation(action) {
        return Ok(());
    }
    let sight = SIGHT.iter().find(|sight| sight.role == role).ok_or(Denial::Role)?;
    // Whoever broke the glass looks; what is to be done is for those who have a relation.
    let looks = matches!(action, Action::ReadCourse | Action::ReadPerson | Action::ReadReport);
    if !sight.relations.contains(&relation) || (relation == Relation::BreakGlass && !looks) {
        return Err(Denial::Relation);
    }
    let shown = match state {
        Some(state) => sight.states.contains(&state),
        None => sight.patient || relation == Relation::BreakGlass,
    };
    if shown { Ok(()) } else { Err(Denial::State) }
}

/// Every action, commands among them.
#[must_use]
pub fn actions() -> Vec<Action> {
    let others = [
        Action::ReadCourse,
        Action::ReadPerson,
        Action::ReadReport,
        Action::ReadAccessLog,
        Action::ReadOwnLog,
        Action::Submit,
        Action::RegisterPerson,
        Action::CorrectPerson,
        Action::JoinCourses,
        Action::FindPerson,
        Action::ReadWorklist,
        Action::BreakGlass,
        Action::ReviewBreakGlass,
        Action::KeepAccounts,
        Action::KeepUnits,
        Action::Export,
        Action::ReadDueOutcomes,
        Action::ExtractFollowUp,
        Action::ReadFigures,
        Action::ListFigureCases,
        Action::ReadPublished,
    ];
    let commands = CommandKind::CODES.iter().filter_map(|code| CommandKind::from_code(code)).map(Action::Do);
    others.into_iter().chain(commands).collect()
}

impl Action {
    /// A stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadCourse => "read-course",
            Self::ReadPerson => "read-person",
            Self::ReadReport => "read-report",
            Self::ReadAccessLog => "read-access-log",
            Self::ReadOwnLog => "read-own-log",
            Self::Submit => "submit",
            Self::Do(kind) => kind.code(),
            Self::RegisterPerson => "register-person",
            Self::CorrectPerson => "correct-person",
            Self::JoinCourses => "join-courses",
            Self::FindPerson => "find-person",
            Self::ReadWorklist => "read-worklist",
            Self::BreakGlass => "break-glass",
            Self::ReviewBreakGlass => "review-break-glass",
            Self::KeepAccounts => "keep-accounts",
            Self::KeepUnits => "keep-units",
            Self::Export => "export",
            Self::ReadDueOutcomes => "read-due-outcomes",
            Self::ExtractFollowUp => "extract-follow-up",
            Self::ReadFigures => "read-figures",
            Self::ListFigureCases => "list-figure-cases",
            Self::ReadPublished => "read-published",
        }
    }
}
